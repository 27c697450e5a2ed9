"""What a session of a drill came to: asked, done, beside the player's own, one thing to work on."""

from collections.abc import Sequence

from kicksense.coaching.baseline import baseline_of
from kicksense.coaching.comparison import comparable, compared
from kicksense.coaching.drills import level_of
from kicksense.coaching.findings import FindingSettings
from kicksense.coaching.given_cues import given_cues
from kicksense.coaching.measured import Material
from kicksense.coaching.practice_findings import judged_practice
from kicksense.coaching.reps import reps_of
from kicksense.coaching.runs import runs_of
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.coaching.scores import SCORE_FUNCTIONS, is_met
from kicksense.coaching.work_on import work_on
from kicksense.domain.drill import Drill
from kicksense.domain.score_card import History, PastSession, Practice, Score, ScoreCard, WorkOn


def score_card(
    practice: Practice,
    drill: Drill,
    *,
    level: int = 1,
    others: Sequence[Practice] = (),
    history: History | None = None,
    settings: ScoreSettings | None = None,
    finding_settings: FindingSettings | None = None,
) -> ScoreCard:
    """Say what a session of a drill came to.

    Parameters
    ----------
    practice
        One leg in one recording, with its markers.
    drill
        At its level (`kicksense.coaching.drills.at_level`).
    level
        Which, from 1; says how many repetitions are asked for.
    others
        Practices on the same clock: the other leg, team-mates.
    history
        The player's earlier sessions; what cannot be compared is left out.
    settings, finding_settings
        Thresholds; the defaults where None.

    Returns
    -------
    card
        Scores in the drill's order. The level is met where everything asked was reached and no
        repetition is missing, not met where something surely was not, and neither where something
        asked cannot be judged.
    """
    rules = ScoreSettings() if settings is None else settings
    fault_rules = FindingSettings() if finding_settings is None else finding_settings
    known = comparable(History() if history is None else history, practice)
    material = Material(
        practice=practice,
        drill=drill,
        reps=reps_of(practice, drill, others, settings=rules),
        cues=given_cues(practice, drill, others, rules),
        runs=runs_of(practice.activity.bouts),
        others=tuple(others),
        history=known,
        settings=rules,
    )
    verdict = judged_practice(
        practice,
        material.reps,
        drill,
        baseline=baseline_of(known),
        others=others,
        cues=material.cues,
        settings=fault_rules,
    )
    asked_for = level_of(drill, level).repetitions
    scores = tuple(_scores(material))
    report = practice.report
    return ScoreCard(
        drill=drill.name,
        level=level,
        player_id=practice.player_id,
        side=practice.side,
        repetitions_asked=asked_for,
        reps=material.reps,
        scores=scores,
        findings=verdict.findings,
        work_on=work_on(
            verdict.findings,
            _previous(known.sessions, drill.name),
            fault_rules,
            counts=verdict.counts,
        ),
        level_met=_level_met(scores, material, asked_for),
        analysis_version=report.analysis_version,
        model_name=report.model_name,
        simulated=report.source.simulated,
    )


def _scores(material: Material) -> list[Score]:
    """Measure, judge and compare what the drill scores."""
    earlier = _of_drill(material.history.sessions, material.drill.name)
    scores = []
    for asked in material.drill.scores:
        measured = SCORE_FUNCTIONS[asked.score](material)
        score = Score(
            name=asked.score,
            value=measured.value,
            interval=measured.interval,
            count=measured.count,
            least=asked.least,
            most=asked.most,
            met=is_met(measured, asked),
            missing=measured.missing,
            compared=compared(asked.score, measured.value, earlier, material.settings),
        )
        scores.append(score)
    return scores


def _level_met(scores: Sequence[Score], material: Material, asked_for: int) -> bool | None:
    """Tell whether everything asked was reached."""
    done = SCORE_FUNCTIONS["repetitions"](material).value
    judged = [None if done is None else done >= asked_for] + [
        score.met for score in scores if score.least is not None or score.most is not None
    ]
    if False in judged:
        return False
    return None if None in judged else True


def _of_drill(sessions: Sequence[PastSession], drill: str) -> list[PastSession]:
    return [past for past in sessions if past.card.drill == drill]


def _previous(sessions: Sequence[PastSession], drill: str) -> WorkOn | None:
    """Give what there was to work on last: in this drill, or else in the last session of any."""
    last = [*sessions[-1:], *_of_drill(sessions, drill)[-1:]]
    return last[-1].card.work_on if last else None
