"""Sessions of drills scored by hand, so that every figure can be counted by hand."""

from kicksense.domain.kick import PowerBand, Technique
from kicksense.workflows.drill_evaluation_figures import (
    DrillEvaluation,
    drill_groups,
    fault_figures,
)
from kicksense.workflows.drill_evaluation_rows import RepRow, ScoreRow, SessionRow

GOOD_REP = RepRow(
    found=True,
    technique=Technique.HEEL,
    technique_said=Technique.HEEL,
    power=PowerBand.GOOD,
    power_said=PowerBand.GOOD,
    power_reached=(PowerBand.GOOD,),
)
MISSED_REP = RepRow(found=False, technique=Technique.HEEL, power=PowerBand.GOOD)


def session_row(
    *reps: RepRow,
    player: str = "sim-1-000",
    drill: str = "backheel_wall_pass",
    fault: str | None = None,
    work_on: str | None = None,
    said: int | None = None,
    scores: tuple[ScoreRow, ...] = (),
    side: str = "left",
) -> SessionRow:
    """Give a session of these repetitions."""
    return SessionRow(
        player_id=player,
        drill=drill,
        level=1,
        groups={"side": side},
        fault=fault,
        work_on=work_on,
        findings=() if work_on is None else (work_on,),
        reps_done=len(reps),
        reps_said=sum(rep.found for rep in reps) if said is None else said,
        reps=reps,
        scores=scores,
        faults_shown=() if fault is None else (fault,),
    )


def drill_evaluation_of(*sessions: SessionRow, remarks: tuple[str, ...] = ()) -> DrillEvaluation:
    """Give the evaluation of sessions."""
    return DrillEvaluation(
        seed=1,
        engine="kinematic",
        level=1,
        drills=tuple(dict.fromkeys(session.drill for session in sessions)),
        model_name="rules",
        minutes=2.5,
        groups=drill_groups(sessions),
        faults=fault_figures(sessions),
        remarks=remarks,
    )
