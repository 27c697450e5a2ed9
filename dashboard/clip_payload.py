"""A video beside its trace, as its component takes it, and what is said of how well they agree."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboard.charts import trace_payload
from dashboard.clip_route import clip_address
from dashboard.formats import clock_offset_s, clock_words, milliseconds_words
from dashboard.script_words import script_speech
from dashboard.wording import technique_words
from kicksense.domain.kick import SessionReport
from kicksense.store.clips import Clip
from kicksense.workflows.clip_sync import USUAL_FRAME_S, Anchor, ClipSync
from kicksense.workflows.clips import AFTER_KICK_S, BEFORE_KICK_S
from kicksense.workflows.language import number, tr, tr_count
from kicksense.workflows.traces import Trace

_LENGTH_BYTES: Final = 4
_SAMPLE_BYTES: Final = 4
_FAR_OFF_FRAMES: Final = 4.0


@dataclass(frozen=True, slots=True)
class ClipView:
    """What is known of a video when it is shown.

    Attributes
    ----------
    clip
        The video.
    sync
        Its time beside the recording's; None while nothing is marked.
    anchors
        What can be marked.
    """

    clip: Clip
    sync: ClipSync | None
    anchors: tuple[Anchor, ...]


def clip_payload(view: ClipView, trace: Trace, report: SessionReport, session_id: str) -> bytes:
    """Give a video and its trace as their component takes them.

    Parameters
    ----------
    view
        The video.
    trace, report
        The recording, and what was found in it.
    session_id
        By which all that follows one cursor on a page knows each other.

    Returns
    -------
    payload
        Header and float32 samples.
    """
    clip, sync = view.clip, view.sync
    start_s = report.start_time_s - clock_offset_s(report)
    off_s: Sequence[float | None] = [None] * len(clip.marks)
    if sync is not None and sync.residual_s is not None:
        off_s = sync.off_s
    return with_header(
        trace_payload(trace, report),
        session=session_id,
        address=clip_address(clip),
        video=clip.id,
        alt=_alt(clip, report),
        start_s=start_s,
        frame_s=clip.frame_s or USUAL_FRAME_S,
        sync=None if sync is None else {"offset_s": sync.offset_s, "drift": sync.drift_ratio},
        around_s=[BEFORE_KICK_S, AFTER_KICK_S],
        anchors=[
            {"name": each.name, "label": anchor_words(each, report), "since_s": each.since_s}
            for each in view.anchors
        ],
        marks=[
            {
                "name": mark.name,
                "label": mark_words(mark.name, report),
                "video_s": mark.video_s,
                "off": "" if off is None else _off_words(off),
            }
            for mark, off in zip(clip.marks, off_s, strict=True)
        ],
        words=script_speech() | _words(),
    )


def with_header(payload: bytes, **more: Any) -> bytes:  # noqa: ANN401 - whatever JSON holds
    """Give a payload with more in its header.

    Parameters
    ----------
    payload
        Length of the header, header, samples.
    more
        Fields that are added or replaced.
    """
    length = int.from_bytes(payload[:_LENGTH_BYTES], "little")
    header = json.loads(payload[_LENGTH_BYTES : _LENGTH_BYTES + length])
    text = json.dumps({**header, **more}, allow_nan=False).encode()
    text += b" " * (-len(text) % _SAMPLE_BYTES)
    samples = payload[_LENGTH_BYTES + length :]
    return b"".join([len(text).to_bytes(_LENGTH_BYTES, "little"), text, samples])


def anchor_words(anchor: Anchor, report: SessionReport) -> str:
    """Give what can be marked, with its moment: ``Kick 3: heel, 0:27.3``."""
    start_s = report.start_time_s - clock_offset_s(report)
    return f"{mark_words(anchor.name, report)}, {clock_words(anchor.since_s + start_s)}"


def mark_words(name: str, report: SessionReport) -> str:
    """Give what was marked; a kick that is no longer found keeps its number."""
    kind, place = name.split("-")
    if kind == "tap":
        return tr("First of three taps ({number})", number=place)
    if int(place) > len(report.kicks):
        return tr("Kick {number}", number=place)
    technique = technique_words(report.kicks[int(place) - 1].technique)
    return tr("Kick {number}: {technique}", number=place, technique=technique)


def sync_lines(view: ClipView, report: SessionReport) -> tuple[str, ...]:
    """Say how well video and trace agree, and what would make it better.

    Parameters
    ----------
    view
        The video.
    report
        Of its recording.

    Returns
    -------
    lines
        Sentences, the first the most important.
    """
    sync, frame_s = view.sync, view.clip.frame_s or USUAL_FRAME_S
    if sync is None:
        return (
            tr(
                "Video and trace do not know each other yet. Stop the video at the first picture "
                "in which the foot meets the ball (or the first of three taps), choose what it "
                "shows, and press the button. One mark is enough to begin with."
            ),
        )
    lines = [_agreement(sync, frame_s, view, report), _reach(sync, report)]
    lines.append(_clocks(sync))
    return tuple(line for line in lines if line)


def _agreement(sync: ClipSync, frame_s: float, view: ClipView, report: SessionReport) -> str:
    """Say how far the marks lie from one line."""
    marks = tr_count("{count} mark", "{count} marks", len(sync.off_s))
    if sync.residual_s is None:
        return tr(
            "{marks}: enough to lay video and trace side by side, too few to check. One more, far "
            "away in time, shows how good it is.",
            marks=marks,
        )
    worst = max(range(len(sync.off_s)), key=lambda place: abs(sync.off_s[place]))
    if abs(sync.off_s[worst]) > _FAR_OFF_FRAMES * frame_s:
        return tr(
            "{marks}, and they do not agree: “{worst}” is {off} away from the others. Look at it "
            "again, or take it away.",
            marks=marks,
            worst=mark_words(view.clip.marks[worst].name, report),
            off=milliseconds_words(abs(sync.off_s[worst])),
        )
    meaning = (
        tr("better than one picture ({frame})", frame=milliseconds_words(frame_s))
        if sync.residual_s < frame_s
        else tr("{count} pictures", count=number(sync.residual_s / frame_s, 1))
    )
    return tr(
        "{marks} lie {residual} from one line: {meaning}.",
        marks=marks,
        residual=milliseconds_words(sync.residual_s),
        meaning=meaning,
    )


def _reach(sync: ClipSync, report: SessionReport) -> str:
    """Say how far off the cursor may be, at the marks and at its worst."""
    near_s = sync.error_s(sync.middle_s)
    far_s = max(sync.error_s(0.0), sync.error_s(report.duration_s))
    return tr(
        "The cursor is right to about {near} near the marks, and to about {far} everywhere in this "
        "recording.",
        near=milliseconds_words(near_s),
        far=milliseconds_words(far_s),
    )


def _clocks(sync: ClipSync) -> str:
    """Say how the two clocks run against each other."""
    if not sync.drift_known:
        return tr("Both clocks are taken to run equally fast; the marks do not say otherwise.")
    percent = number(abs(100.0 * sync.drift_ratio), 3)
    if sync.drift_ratio > 0.0:
        return tr("The clock of the video runs {percent} % faster.", percent=percent)
    return tr("The clock of the video runs {percent} % slower.", percent=percent)


def _off_words(off_s: float) -> str:
    sign = "+" if off_s > 0.0 else "\N{MINUS SIGN}"
    return f"{sign}{milliseconds_words(abs(off_s))}"


def _alt(clip: Clip, report: SessionReport) -> str:
    """Say what the video is, for those who do not see it."""
    kicks = tr_count("{count} kick", "{count} kicks", len(report.kicks))
    if clip.simulated:
        return tr(
            "Simulated clip, drawn from the sensor and not filmed, with {kicks}.", kicks=kicks
        )
    return tr("Video of the session, with {kicks} in the trace below it.", kicks=kicks)


def _words() -> dict[str, str]:
    """Give the words around a video."""
    return {
        "play": tr("Play"),
        "pause": tr("Pause"),
        "earlier": tr("One picture back"),
        "later": tr("One picture on"),
        "speed": tr("Speed"),
        "loop": tr("Repeat the kick"),
        "scrub": tr("Moment of the video"),
        "sound": tr("Sound"),
        "full": tr("Full screen"),
        "lane": tr("Kicks in order of time; choose one to see it in the video"),
        "strip": tr("Shock at the shin over time; a click moves the video"),
        "shows": tr("This picture shows"),
        "mark": tr("Mark it"),
        "marks": tr("What was marked"),
        "unmark": tr("Take away"),
        "video": tr("Video"),
        "recording": tr("Recording"),
        "unknown": tr("not known yet"),
        "first": tr("Mark one kick first; then the video can jump to every kick."),
        "outside": tr("The video does not show this moment."),
        "broken": tr(
            "This browser cannot play the video. Save it as .mp4 with H.264, or as .webm with VP9, "
            "and add it again."
        ),
        "around": tr("Around the cursor"),
        "whole": tr("All"),
    }


def clip_names(clips: Sequence[Clip]) -> dict[str, str]:
    """Give what to choose a video by: its name, and a number where two have the same."""
    return {clip.id: f"{place}. {clip.name}" for place, clip in enumerate(clips, start=1)}
