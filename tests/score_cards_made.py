"""Score cards put together by hand, with everything that one can hold."""

from dataclasses import replace

from kicksense.coaching.score_kinds import SCORE_KINDS
from kicksense.domain.anatomy import Side
from kicksense.domain.drill import (
    Asked,
    CuePlan,
    Diagram,
    DiagramMark,
    Drill,
    Extra,
    Level,
    MarkShape,
    RepUnit,
    Theme,
    Unseen,
)
from kicksense.domain.kick import Estimate, Finding, PowerBand, Severity, Technique
from kicksense.domain.score_card import (
    Comparison,
    Echo,
    Missing,
    PastSession,
    Rep,
    Score,
    ScoreCard,
    SessionMeasures,
    Spread,
    WorkOn,
)

TOO_HARD = Finding(
    "too_much_power",
    Severity.WARNING,
    evidence=(("kicks_count", 7.0), ("of_kicks_count", 20.0), ("confidence_ratio", 0.9)),
    drill="backheel_wall_pass",
)

WALL_DRILL = Drill(
    name="backheel_wall_pass",
    theme=Theme.BACKHEEL,
    title="Backheel against the wall",
    purpose="Send the ball back so that it dies at your feet.",
    set_up=("Stand with your back to a wall, 4 m away.", "Play the ball to it with the heel."),
    diagram=Diagram((DiagramMark(MarkShape.PLAYER, (0.0, 0.0)),)),
    target_distance_m=4.0,
    surface="short_grass",
    arrival_band_mps=(1.0, 4.0),
    techniques=(Technique.HEEL,),
    rep=RepUnit.KICK,
    scores=(Asked("repetitions", least=20.0), Asked("in_band_ratio", least=0.7)),
    levels=(
        Level("Close to the wall", 20),
        Level("One step farther", 20, distance_m=5.0, asked=(Asked("in_band_ratio", least=0.8),)),
    ),
    unseen=(
        Unseen("where the standing foot is", Extra.STANDING_LEG_SENSOR),
        Unseen("where you look before the pass", Extra.VIDEO),
    ),
    source="Assumed from coaching practice.",
    stays_put=True,
    wall=True,
)

CUE_DRILL = replace(
    WALL_DRILL,
    name="back_post_run",
    theme=Theme.BACK_POST,
    title="Run to the back post",
    target_distance_m=None,
    techniques=(),
    rep=RepUnit.CUE,
    scores=(Asked("on_time_ratio", least=0.7), Asked("onset_s", least=-0.2, most=0.6)),
    wall=False,
    cue=CuePlan((3.0, 8.0), "Cross!"),
)


def rep(number: int) -> Rep:
    return Rep(
        number=number,
        t_s=10.0 * number,
        kick_index=number - 1,
        technique=Technique.HEEL,
        power=PowerBand.GOOD,
        as_asked=True,
        contacts=2,
        touch_to_release_s=0.8,
        echo=Echo(number - 1, 1.9, Estimate(4.2, 3.8, 4.7)),
        hit=number % 2 == 0,
    )


def full_card() -> ScoreCard:
    """Give a card with a line of every kind."""
    return ScoreCard(
        drill=WALL_DRILL.name,
        level=1,
        player_id="p1",
        side=Side.LEFT,
        repetitions_asked=20,
        reps=tuple(rep(number) for number in range(1, 19)),
        scores=(
            Score("repetitions", 18.0, count=18, least=20.0, met=False),
            Score(
                "in_band_ratio",
                0.72,
                (0.49, 0.87),
                18,
                least=0.7,
                met=None,
                compared=Comparison(0.61, 0.08, 4, better=True, best=True),
            ),
            Score("ball_speed_mps", 3.9, (3.3, 4.6), 18, least=2.8, most=5.0, met=True),
            Score("hit_ratio", None, missing=Missing.NO_MARKS, least=0.5),
            Score("rhythm_s", 4.02, (3.8, 4.4), 17, compared=Comparison(4.4, 0.3, 4, better=None)),
        ),
        findings=(TOO_HARD,),
        work_on=WorkOn(TOO_HARD, weight=0.6, kept=True),
        level_met=False,
        analysis_version=3,
        model_name="rules",
        simulated=True,
    )


def every_score_card() -> ScoreCard:
    """Give a card with all the scores there are, some asked, some missing."""
    missing = list(Missing)
    scores = []
    for number, name in enumerate(SCORE_KINDS):
        if number % 3:
            value = 0.123 * (number + 1)
            interval = (0.9 * value, 1.2 * value)
            scores.append(
                Score(name, value, interval, 9, least=value, most=2 * value, met=number % 2 == 0)
            )
        else:
            scores.append(Score(name, None, missing=missing[number % len(missing)]))
    return replace(full_card(), scores=tuple(scores))


def empty_card() -> ScoreCard:
    """Give the card of a recording in which nothing of the drill was found."""
    return replace(
        full_card(),
        player_id=None,
        reps=(),
        scores=(
            Score("repetitions", 0.0, least=20.0, met=False),
            Score("in_band_ratio", None, missing=Missing.NO_REPS, least=0.7),
        ),
        findings=(),
        work_on=None,
        level_met=None,
        simulated=False,
    )


MEASURES = SessionMeasures((("swing_angle_rad", Technique.HEEL, Spread(0.61, 0.1, 18)),))


def past_session(session_id: str = "k7m2qx", day: int = 1) -> PastSession:
    return PastSession(
        session_id, f"2025-03-{day:02d}T09:30:00.000000+00:00", full_card(), MEASURES
    )
