"""Sessions whose score cards and kicks are known, put into a catalogue by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Estimate, PowerBand, Technique
from kicksense.domain.score_card import PastSession, Score, ScoreCard, SessionMeasures, WorkOn
from kicksense.store.kick_lines import KickLine, KickList
from kicksense.store.score_cards import AskedOf, KickCounts, StoredCard
from kicksense.store.session_row import SessionRow
from kicksense.store.tables import utc_text
from kicksense.workflows.session_requests import started_of
from kicksense.workflows.sessions import Sessions
from tests.workflows.practices_stored import DAY, DRILL, PLAYER, keep, note

KEY = "k" * 64


def speed(value: float, width: float = 0.2) -> Estimate:
    """Give a speed with an interval of so much to either side."""
    return Estimate(value, value * (1.0 - width), value * (1.0 + width))


def line(
    number: int,
    ball: Estimate,
    technique: Technique = Technique.HEEL,
    *,
    probability: float = 0.9,
    power: PowerBand | None = PowerBand.GOOD,
) -> KickLine:
    """Give a kick; the session is put in when it is kept."""
    return KickLine(
        session_id="",
        number=number,
        t_s=10.0 * number,
        technique=technique,
        probability=probability,
        foot_speed_mps=speed(ball.value),
        ball_speed_mps=ball,
        power=power,
        clipped=False,
    )


def ratio(value: float, width: float = 0.1, name: str = "in_band_ratio") -> Score:
    """Give a share with an interval of so much to either side."""
    return Score(name, value, interval=(value - width, value + width), count=20)


def keep_card(
    sessions: Sessions,
    day: int,
    *,
    scores: Sequence[Score] = (),
    kicks: Sequence[KickLine] = (),
    player_id: str | None = PLAYER,
    side: Side = Side.RIGHT,
    drill: str | None = DRILL,
    level: int = 1,
    work_on: WorkOn | None = None,
    level_met: bool | None = None,
    simulated: bool = False,
    minutes: int = 0,
    model_name: str = "default",
) -> SessionRow:
    """Store a session of a day with a card and kicks that are known."""
    started = DAY + timedelta(days=day, minutes=minutes)
    live = replace(
        note(day, drill=drill, group=f"g-{day}-{minutes}-{side}"),
        started_utc=started,
        level=level,
        sensor=f"s-{day}-{minutes}-{drill}-{level}",
    )
    row = keep(sessions, day, player_id=player_id, side=side, live=live, simulated=simulated)
    card = ScoreCard(
        drill=drill or "free_play",
        level=level,
        player_id=player_id,
        side=side,
        repetitions_asked=10,
        reps=(),
        scores=tuple(scores),
        findings=() if work_on is None else (work_on.finding,),
        work_on=work_on,
        level_met=level_met,
        analysis_version=1,
        model_name=model_name,
        simulated=simulated,
    )
    past = PastSession(row.id, utc_text(started_of(row)), card, SessionMeasures(()))
    counts = KickCounts(len(kicks))
    asked = AskedOf(drill, level)
    sessions.library.keep_score_card(StoredCard(past, KEY, counts, asked))
    lines = tuple(replace(kick, session_id=row.id) for kick in kicks)
    sessions.library.keep_kicks(KickList(row.id, KEY, 1, "default"), lines)
    return row
