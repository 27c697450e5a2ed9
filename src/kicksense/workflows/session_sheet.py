"""What stands on the one page of a session, in words; how it is set is another matter."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from babel.dates import format_date

from kicksense import __version__
from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Estimate, KickReport, SessionReport, Technique
from kicksense.store.kick_lines import lines_of
from kicksense.store.notes import Note
from kicksense.store.session_row import SessionRow
from kicksense.workflows.ball_speeds import fastest_ball, typical_ball
from kicksense.workflows.finding_wording import cure_of, what_of, why_of
from kicksense.workflows.language import (
    marked,
    number,
    speech,
    speed_unit_words,
    tr,
    tr_count,
)
from kicksense.workflows.practice_history import PractisedSession
from kicksense.workflows.quantity_words import (
    distance_words,
    speed_number,
    speed_words,
)
from kicksense.workflows.score_card_wording import CardWords, card_words
from kicksense.workflows.score_wording import drawn_met
from kicksense.workflows.session_pictures import phase_spans, shown_speed
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.session_titles import session_title
from kicksense.workflows.today import best_kick
from kicksense.workflows.wording import (
    drill_title,
    power_words,
    side_words,
    surface_words,
    technique_words,
)

_MINUTE_S: Final = 60
_PHASES: Final = {
    "backswing": marked("Backswing"),
    "strike": marked("Strike swing"),
    "follow": marked("Follow-through"),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """The one thing to work on.

    Attributes
    ----------
    what, cure, why
        A sentence each; empty where there is none.
    drill
        Title of the drill that trains it; empty where there is none.
    """

    what: str
    cure: str = ""
    why: str = ""
    drill: str = ""


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table.

    Attributes
    ----------
    title
        What it is.
    head, rows
        Cells; as many in each row as in the head.
    notes
        How to read it.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class BestOnSheet:
    """The best kick.

    Attributes
    ----------
    kick
        The kick.
    title
        Which it is.
    speeds
        How fast the ball was.
    phases
        Kind and words of each.
    """

    kick: KickReport
    title: str
    speeds: str
    phases: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """All that stands on the page.

    Attributes
    ----------
    title
        Of the session.
    simulated
        A word where no player did this; empty otherwise.
    facts
        One line each.
    advice
        The one thing to work on.
    table
        The scores, or the kicks by technique where no drill was played.
    trace_title, kicks_title
        Above the pictures.
    legend
        Techniques that occur, each with its count and words.
    best
        None without a kick that could be it.
    notes
        Of the coach, each with its moment.
    unseen
        What the sensor cannot see.
    foot
        By what all this was found.
    """

    title: str
    simulated: str
    facts: tuple[str, ...]
    advice: Advice
    table: SheetTable
    trace_title: str
    kicks_title: str
    legend: tuple[tuple[Technique, str], ...]
    best: BestOnSheet | None
    notes: tuple[str, ...]
    unseen: tuple[str, ...]
    foot: str


def sheet_of(found: PractisedSession, notes: Sequence[Note] = ()) -> Sheet:
    """Say what stands on the page of a session.

    Parameters
    ----------
    found
        What the session came to.
    notes
        Those that are to be on it, in their order.

    Returns
    -------
    sheet
        In the reader's language and units.
    """
    report, card = found.practised.report, None
    if found.is_drill:
        card = card_words(found.practised.card, found.practised.drill, report.target)
    judged = report.target is not None
    unit = speed_unit_words()
    return Sheet(
        title=session_title(found.row),
        simulated=tr("Simulated") if report.source.simulated else "",
        facts=_facts(found.row, report, card),
        advice=_advice(report, card),
        table=_score_table(card) if card is not None else _technique_table(report),
        trace_title=tr("Shock at the shin over the session, in g; a sign for every kick"),
        kicks_title=tr("Ball at the target in {unit}, kick by kick (shaded: good)", unit=unit)
        if judged
        else tr("Ball off the foot in {unit}, kick by kick", unit=unit),
        legend=_legend(report),
        best=_best(found, report),
        notes=tuple(_note_words(note, report) for note in notes),
        unseen=card.unseen if card is not None else (_one_shin(),),
        foot=_foot(found.row, report),
    )


def date_words(row: SessionRow) -> str:
    """Give the day of a session on this machine's calendar."""
    return format_date(started_of(row).astimezone().date(), "long", locale=speech().code)


def trace_words(report: SessionReport) -> str:
    """Say what the picture of the trace shows, for those who do not see it."""
    kicks = tr_count("{count} kick", "{count} kicks", len(report.kicks))
    return tr("Shock at the shin over time, with {kicks}.", kicks=kicks)


def kicks_words(report: SessionReport) -> str:
    """Say what the picture of the kicks shows, for those who do not see it."""
    middle = median(shown_speed(kick).value for kick in report.kicks)
    return tr(
        "Speed of the ball of {kicks}, each with its range; typically {speed}.",
        kicks=tr_count("{count} kick", "{count} kicks", len(report.kicks)),
        speed=speed_words(middle),
    )


def _facts(row: SessionRow, report: SessionReport, card: CardWords | None) -> tuple[str, ...]:
    minutes, seconds = divmod(round(row.duration_s), _MINUTE_S)
    lasted = f"{minutes} min {seconds:02d} s" if minutes else f"{seconds} s"
    leg = side_words(Side(report.side)) if report.side_known else tr("leg not named, right assumed")
    who = [tr("Player {player}", player=row.player_id)] if row.player_id else []
    kicks = tr_count("{count} kick", "{count} kicks", len(report.kicks))
    lines = [" · ".join([*who, date_words(row), lasted, leg, kicks])]
    if card is not None:
        lines.append(card.heading)
    if report.target is not None:
        lines.append(
            tr(
                "Target {distance} away on {surface}",
                distance=distance_words(report.target.distance_m),
                surface=surface_words(report.target.surface),
            )
        )
    return (lines[0], " · ".join(lines[1:])) if len(lines) > 1 else (lines[0],)


def _advice(report: SessionReport, card: CardWords | None) -> Advice:
    if card is not None:
        if card.work_on is None:
            return Advice(card.no_work_on)
        work_on = card.work_on
        return Advice(work_on.what, work_on.cure, work_on.why, work_on.drill_title or "")
    if not report.session_findings:
        return Advice(tr("Nothing stands out. Play on."))
    first = report.session_findings[0]
    drill = "" if first.drill is None else drill_title(first.drill)
    return Advice(what_of(first), cure_of(first), why_of(first), drill)


def _score_table(card: CardWords) -> SheetTable:
    head = (tr("Score"), tr("Asked"), tr("Done"), tr("Reached"), tr("Your usual"))
    rows = [(row.title, row.asked, row.done, drawn_met(row.met), row.usual) for row in card.rows]
    kept = [place for place in range(len(head)) if place == 0 or any(row[place] for row in rows)]
    title = tr("Asked: {asked}. Done: {done}.", asked=card.asked, done=card.done)
    return SheetTable(
        title,
        tuple(head[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in rows),
        tuple(line for line in (*card.notes, card.progress) if line),
    )


def _technique_table(report: SessionReport) -> SheetTable:
    rows = []
    for technique in Technique:
        kicks = [kick for kick in report.kicks if kick.technique is technique]
        typical, fastest = typical_ball(kicks), fastest_ball(kicks)
        if typical is None or fastest is None:
            continue
        words = technique_words(technique)
        cells = (_with_range(speed) for speed in (typical, fastest))
        rows.append((f"{words[:1].upper()}{words[1:]}", str(len(kicks)), *cells))
    note = tr("Nine in ten true values lie within the brackets.")
    return SheetTable(
        tr("The kicks of this session"),
        (tr("Technique"), tr("Kicks"), tr("Typical ball speed"), tr("Fastest ball speed")),
        tuple(rows),
        (note,) if rows else (tr("No kick was found in this recording."),),
    )


def _with_range(speed: Estimate) -> str:
    return tr(
        "{speed} ({low} to {high})",
        speed=speed_words(speed.value),
        low=speed_number(speed.low, math.floor),
        high=speed_number(speed.high, math.ceil),
    )


def _legend(report: SessionReport) -> tuple[tuple[Technique, str], ...]:
    counts = {
        technique: sum(kick.technique is technique for kick in report.kicks)
        for technique in Technique
    }
    return tuple(
        (technique, f"{technique_words(technique)} ({count})")
        for technique, count in counts.items()
        if count
    )


def _best(found: PractisedSession, report: SessionReport) -> BestOnSheet | None:
    drill = found.practised.drill if found.is_drill else None
    chosen = best_kick(lines_of(found.row.id, report), drill, report.target)
    if chosen is None:
        return None
    kick = report.kicks[chosen.line.number - 1]
    title = tr(
        "Best kick: number {number}, {technique}",
        number=chosen.line.number,
        technique=technique_words(kick.technique),
    )
    phases = tuple(
        (kind, f"{tr(_PHASES[kind])} {1000.0 * (stop_s - start_s):.0f} ms")
        for kind, start_s, stop_s in phase_spans(kick)
    )
    speeds = [tr("Ball {speed}", speed=_with_range(kick.ball_speed_mps))]
    if kick.arrival_speed_mps is not None:
        arrives = tr("at the target {speed}", speed=_with_range(kick.arrival_speed_mps))
        power = [] if kick.power is None else [power_words(kick.power)]
        speeds += [arrives, *power]
    return BestOnSheet(kick, title, ", ".join(speeds), phases)


def _note_words(note: Note, report: SessionReport) -> str:
    """Give a note with its moment; one that was only spoken says so."""
    at_s = max(0.0, note.t_s - report.start_time_s)
    minutes, seconds = divmod(at_s, _MINUTE_S)
    moment = f"{int(minutes)}:{number(seconds, 1).rjust(4, '0')}"
    text = note.text.strip() or tr("(a spoken note, to be heard in kicksense)")
    about = "" if note.kick is None else f", {tr('Kick {number}', number=note.kick)}"
    return f"{moment}{about}: {' '.join(text.split())}"


def _one_shin() -> str:
    return tr(
        "A sensor on one shin does not see where the ball went, the other leg, or the eyes of the "
        "player."
    )


def _foot(row: SessionRow, report: SessionReport) -> str:
    return tr(
        "kicksense {version} · analysis {analysis} · model {model} · session {session}",
        version=__version__,
        analysis=report.analysis_version,
        model=report.model_name,
        session=row.id,
    )
