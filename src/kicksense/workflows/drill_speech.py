"""A drill as it is told in the reader's language.

The plans are written in English. What a user writes in a plan of their own is nobody's to
translate, so it is shown as written; what is taken over from a plan that ships is translated.
"""

from dataclasses import replace

from kicksense.domain.drill import Diagram, Drill
from kicksense.workflows.language import ENGLISH, speech, tr


def spoken_drill(drill: Drill) -> Drill:
    """Give a drill with its texts in the reader's language.

    Parameters
    ----------
    drill
        As planned.

    Returns
    -------
    drill
        The same plan: title, purpose, set-up, labels, levels, what cannot be seen and the call of
        its cue are translated where there is a translation.
    """
    if speech().code == ENGLISH:
        return drill
    return replace(
        drill,
        title=tr(drill.title),
        purpose=tr(drill.purpose),
        set_up=tuple(tr(sentence) for sentence in drill.set_up),
        diagram=_diagram(drill.diagram),
        levels=tuple(replace(level, title=_said(level.title)) for level in drill.levels),
        unseen=tuple(replace(unseen, what=tr(unseen.what)) for unseen in drill.unseen),
        cue=None if drill.cue is None else replace(drill.cue, words=_said(drill.cue.words)),
    )


def drill_texts(drill: Drill) -> tuple[str, ...]:
    """Give every text of a drill that `spoken_drill` translates.

    Parameters
    ----------
    drill
        As planned.
    """
    texts = [drill.title, drill.purpose, *drill.set_up]
    texts += [mark.label for mark in drill.diagram.marks]
    texts += [line.label for line in drill.diagram.lines]
    texts += [level.title for level in drill.levels]
    texts += [unseen.what for unseen in drill.unseen]
    texts += [drill.cue.words if drill.cue is not None else ""]
    return tuple(text for text in texts if text)


def _diagram(diagram: Diagram) -> Diagram:
    return Diagram(
        marks=tuple(replace(mark, label=_said(mark.label)) for mark in diagram.marks),
        lines=tuple(replace(line, label=_said(line.label)) for line in diagram.lines),
    )


def _said(text: str) -> str:
    """Translate a text that may be empty."""
    return tr(text) if text else ""
