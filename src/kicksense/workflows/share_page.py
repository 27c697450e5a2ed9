"""A shared session as one page of HTML, for people who have no kicksense."""

from collections.abc import Sequence
from html import escape
from typing import Final

from kicksense.domain.kick import Estimate, KickReport
from kicksense.exchange.share_file import SharedNotes, ShareManifest
from kicksense.workflows.language import speech, tr, tr_count
from kicksense.workflows.practising import Practised
from kicksense.workflows.quantity_words import speed_interval_words, speed_words
from kicksense.workflows.score_card_wording import CardWords, card_words
from kicksense.workflows.score_wording import drawn_met
from kicksense.workflows.wording import power_words, technique_words

_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
.for { border: 2px solid; border-radius: .5rem; padding: .75rem 1rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #8886; }
.wide { overflow-x: auto; }
"""


def page_of(manifest: ShareManifest, practised: Practised, notes: SharedNotes) -> str:
    """Give the page, in the reader's language and units.

    Parameters
    ----------
    manifest
        For whom it is.
    practised
        What the session came to.
    notes
        Those that go with it.

    Returns
    -------
    html
        Every text in it escaped; it fetches nothing and runs nothing.
    """
    words = card_words(practised.card, practised.drill, practised.report.target)
    report = practised.report
    simulated = f"<p><strong>{escape(tr('Simulated'))}</strong></p>" if words.simulated else ""
    body = [
        f"<h1>{escape(words.heading)}</h1>",
        _for_whom(manifest),
        simulated,
        _scores(words),
        _work_on(words),
        _kicks(report.kicks),
        _notes(notes),
        f"<p><small>{escape(_made_by(manifest, practised))}</small></p>",
    ]
    title = escape(words.heading)
    return (
        f'<!doctype html><html lang="{speech().code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{_STYLE}</style></head><body>{''.join(body)}</body></html>"
    )


def _for_whom(manifest: ShareManifest) -> str:
    for_whom = tr("For {names} alone.", names=", ".join(manifest.for_names))
    about = tr(
        "It shows how a person moves. Please do not pass it on, and delete it when it is no longer "
        "needed."
    )
    sender = tr("Shared by {name}.", name=manifest.from_name) if manifest.from_name else ""
    first = f"<strong>{escape(for_whom)}</strong> {escape(sender)}"
    return f'<p class="for">{first}<br>{escape(about)}</p>'


def _scores(words: CardWords) -> str:
    rows = [(row.title, row.asked, row.done, drawn_met(row.met)) for row in words.rows]
    return _table(tr("Scores"), (tr("Score"), tr("Asked"), tr("Done"), tr("Reached")), rows)


def _work_on(words: CardWords) -> str:
    lines = [words.no_work_on]
    if words.work_on is not None:
        lines = [words.work_on.what, f"{tr('Try:')} {words.work_on.cure}", words.work_on.why]
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f"<h2>{escape(tr('One thing to work on'))}</h2>{said}"


def _kicks(kicks: Sequence[KickReport]) -> str:
    rows = [
        (
            str(number),
            technique_words(kick.technique),
            _speed(kick.ball_speed_mps),
            "" if kick.power is None else power_words(kick.power),
        )
        for number, kick in enumerate(kicks, start=1)
    ]
    title = tr_count("{count} kick", "{count} kicks", len(rows))
    headings = (tr("Kick"), tr("Technique"), tr("Ball speed"), tr("Weight"))
    return _table(title, headings, rows)


def _speed(speed: Estimate) -> str:
    return f"{speed_words(speed.value)} ({speed_interval_words(speed)})"


def _notes(notes: SharedNotes) -> str:
    if not notes.notes:
        return ""
    said = "".join(f"<li>{escape(note.text)}</li>" for note in notes.notes if note.text)
    return f"<h2>{escape(tr('Notes'))}</h2><ul>{said}</ul>"


def _table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in headings)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return (
        f'<h2>{escape(title)}</h2><div class="wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _made_by(manifest: ShareManifest, practised: Practised) -> str:
    return tr(
        "Made by kicksense {version}, analysis {analysis}, model {model}. The range behind a "
        "number holds the true one nine times in ten.",
        version=manifest.kicksense,
        analysis=practised.card.analysis_version,
        model=practised.card.model_name,
    )
