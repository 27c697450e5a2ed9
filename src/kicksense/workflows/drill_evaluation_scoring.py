"""A score card beside the truth of the session it speaks of."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from kicksense.coaching.power import power_band
from kicksense.domain.drill import Drill, RepUnit
from kicksense.domain.kick import Estimate, KickReport, PowerBand, Target
from kicksense.domain.score_card import Practice, Rep, ScoreCard
from kicksense.simulation.drill_truth import DrillTruth, TrueRep
from kicksense.workflows.drill_evaluation_rows import RepRow, ScoreRow, SessionRow
from kicksense.workflows.drill_evaluation_truths import done_reps, true_scores
from kicksense.workflows.scoring_matching import match_times

KICK_WITHIN_S: Final = 0.15
"""How far a repetition that is a kick may lie from the true one, as a kick is found."""

REP_WITHIN_S: Final = 0.5
"""How far any other may lie: its moment may be a first touch, which the sensor hardly feels."""

HABIT_RATIO: Final = 0.2
"""A fault shown in so large a share of the repetitions is one, as in `FindingSettings`."""

_BANDS: Final = tuple(PowerBand)


def session_row(
    truth: DrillTruth,
    card: ScoreCard,
    practice: Practice,
    *,
    drill: Drill,
    player_id: str,
    groups: Mapping[str, str],
) -> SessionRow:
    """Compare a score card with the truth.

    Parameters
    ----------
    truth
        Of the session.
    card
        What was made of its recording.
    practice
        What the card was made of.
    drill
        At the level played.
    player_id, groups
        Who, and what figures are given by.

    Returns
    -------
    row
        One session.
    """
    pairs = matched_reps(truth.reps, card.reps, drill.rep)
    kicks = practice.report.kicks
    rows = []
    for number, rep in enumerate(truth.reps):
        said = None if number not in pairs else card.reps[pairs[number]]
        rows.append(rep_row(rep, said, kicks, practice.report.target))
    echoed = {pairs[n] for n, rep in enumerate(truth.reps) if rep.echo_after_s and n in pairs}
    return SessionRow(
        player_id=player_id,
        drill=drill.name,
        level=card.level,
        groups=groups,
        fault=truth.fault,
        work_on=None if card.work_on is None else card.work_on.finding.code,
        findings=tuple(finding.code for finding in card.findings),
        reps_done=len(done_reps(truth)),
        reps_said=sum(_was_done(rep) for rep in card.reps),
        reps=tuple(rows),
        scores=tuple(_score_rows(truth, card, drill)),
        echoes_without_ball=sum(
            rep.echo is not None and number not in echoed for number, rep in enumerate(card.reps)
        ),
        faults_shown=_faults_shown(truth),
    )


def _was_done(rep: Rep) -> bool:
    """Tell whether a card has a repetition as done: a cue that nobody answered is none."""
    return rep.cue_s is None or rep.contacts > 0 or rep.onset_s is not None


def _faults_shown(truth: DrillTruth) -> tuple[str, ...]:
    """Give the faults that are habits in truth, whatever was put in."""
    shown = Counter(code for rep in truth.reps for code in set(rep.faults))
    often = [code for code, count in shown.items() if count >= HABIT_RATIO * len(truth.reps)]
    return tuple(sorted({*often, *([truth.fault] if truth.fault else [])}))


def matched_reps(done: Sequence[TrueRep], said: Sequence[Rep], unit: RepUnit) -> Mapping[int, int]:
    """Match repetitions one to one: those after a cue by their cue, others by their moment.

    Parameters
    ----------
    done, said
        True repetitions, and those of the card.
    unit
        What one repetition is.

    Returns
    -------
    pairs
        Number of the one that was said, by number of the true one.
    """
    by_cue = unit is RepUnit.CUE
    moments = [
        [rep.cue_s if by_cue and rep.cue_s is not None else rep.t_s for rep in reps]
        for reps in (done, said)
    ]
    within_s = KICK_WITHIN_S if unit is RepUnit.KICK else REP_WITHIN_S
    rows = match_times(moments[0], moments[1], within_s)
    return {int(true): int(found) for true, found in zip(*rows, strict=True)}


def rep_row(
    done: TrueRep, said: Rep | None, kicks: Sequence[KickReport], target: Target | None
) -> RepRow:
    """Compare one repetition.

    Parameters
    ----------
    done
        As it was.
    said
        As the card has it; None where it is missing there.
    kicks
        Of the session's report.
    target
        What power was judged against.

    Returns
    -------
    row
        With nothing said where it is missing.
    """
    row = RepRow(
        found=said is not None,
        technique=done.technique,
        power=None if target is None else done.power,
        onset_s=done.onset_s,
        ball_speed_mps=done.ball_speed_mps,
        echoed=done.echo_after_s is not None,
        contacts=done.contacts,
        hit=done.hit,
    )
    return row if said is None else _with_said(row, said, kicks, target)


def _with_said(
    row: RepRow, said: Rep, kicks: Sequence[KickReport], target: Target | None
) -> RepRow:
    kick = None if said.kick_index is None else kicks[said.kick_index]
    return replace(
        row,
        technique_said=said.technique,
        power_said=said.power,
        power_reached=() if kick is None or target is None else bands_reached(kick, target),
        onset_said_s=said.onset_s,
        ball_speed_said_mps=None if kick is None else kick.ball_speed_mps.value,
        echo_said_mps=None if said.echo is None else said.echo.ball_speed_mps.value,
        contacts_said=said.contacts,
        hit_said=said.hit,
    )


def bands_reached(kick: KickReport, target: Target) -> tuple[PowerBand, ...]:
    """Give every band that the interval of a kick's speed reaches.

    Parameters
    ----------
    kick
        With the interval of its arrival speed.
    target
        What it was played to.

    Returns
    -------
    bands
        From the weaker end to the harder one; empty where arrival was not judged.
    """
    arrival = kick.arrival_speed_mps
    if arrival is None:
        return ()
    ball = kick.ball_speed_mps
    weak, hard = (
        _BANDS.index(power_band(_only(launch), _only(there), target))
        for launch, there in ((ball.low, arrival.low), (ball.high, arrival.high))
    )
    return _BANDS[weak : hard + 1]


def _only(value: float) -> Estimate:
    return Estimate(value, value, value)


def _score_rows(truth: DrillTruth, card: ScoreCard, drill: Drill) -> Iterator[ScoreRow]:
    """Give the scores of the card whose truth is known."""
    true = true_scores(truth, drill)
    for score in card.scores:
        if score.name in true:
            yield ScoreRow(score.name, true[score.name], score.value)
