"""A store with a whole team in it, written straight into the catalogue: nothing is simulated.

Sessions have score cards and kicks, and no recordings: enough for every page that shows lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from kicksense.domain.anatomy import Side
from kicksense.domain.kick import Estimate, Finding, PowerBand, Severity, Technique
from kicksense.domain.score_card import (
    PastSession,
    Rep,
    Score,
    ScoreCard,
    SessionMeasures,
    WorkOn,
)
from kicksense.pipeline import ANALYSIS_VERSION
from kicksense.store.catalogue import put_session
from kicksense.store.kick_lines import KickLine, KickList, put_kicks
from kicksense.store.recording_notes import LiveNote
from kicksense.store.score_cards import AskedOf, KickCounts, StoredCard, put_card
from kicksense.store.session_row import SessionRow
from kicksense.store.tables import utc_text
from kicksense.workflows.practice_history import keys_of_cards
from kicksense.workflows.sessions import Sessions, open_sessions

NOW = datetime(2026, 6, 1, 18, tzinfo=UTC)
DRILLS = ("partner_pass", "backheel_wall_pass", "first_touch_pass")


@dataclass(frozen=True)
class MadeTeam:
    """How large a team is to be.

    Attributes
    ----------
    players, sessions_each, kicks_each
        How many.
    newest
        When the newest session was played.
    simulated
        False for players who would have to be asked for their consent.
    """

    players: int = 5
    sessions_each: int = 6
    kicks_each: int = 20
    newest: datetime = NOW
    simulated: bool = True


def stored_team(data_dir: Path, made: MadeTeam | None = None) -> Sessions:
    """Fill a data folder, and give it opened."""
    wanted, sessions = made or MadeTeam(), open_sessions(data_dir)
    rows = [
        _row(wanted, player, number)
        for player in range(wanted.players)
        for number in range(wanted.sessions_each)
    ]
    with sessions.library.catalogue.writing() as connection:
        for row in rows:
            put_session(connection, row)
    keys = keys_of_cards(sessions)
    random = np.random.default_rng(5)
    with sessions.library.catalogue.writing() as connection:
        for place, row in enumerate(rows):
            key = keys[row.id]
            assert key is not None
            player, number = divmod(place, wanted.sessions_each)
            lines = _kicks(row, wanted.kicks_each, random)
            put_card(connection, _card(row, key, lines, level=1 + number % 2, player=player))
            put_kicks(connection, KickList(row.id, key, ANALYSIS_VERSION, "default"), lines)
    return sessions


def player_name(number: int) -> str:
    return f"player-{number:02d}"


def _row(made: MadeTeam, player: int, number: int) -> SessionRow:
    ago = timedelta(days=3 * (made.sessions_each - 1 - number) + 5 * player)
    started = made.newest - ago
    drill = DRILLS[0] if player % 2 == 0 else DRILLS[number % len(DRILLS)]
    name = f"t{player:03d}{number:03d}"
    return SessionRow(
        id=name,
        name=f"session-{name}",
        kind="kicksense",
        imported_utc=started,
        duration_s=600.0,
        sampling_rate_hz=50.0 if player % 5 == 3 else 200.0,
        side=Side.RIGHT,
        fingerprint=name.encode().hex().ljust(64, "0"),
        simulated=made.simulated,
        player_id=player_name(player),
        live=LiveNote(f"group-{name}", started, f"sensor-{player}", drill=drill, level=1),
    )


def _kicks(row: SessionRow, count: int, random: np.random.Generator) -> tuple[KickLine, ...]:
    techniques = (Technique.INSIDE_FOOT, Technique.HEEL, Technique.INSTEP)
    bands = (PowerBand.GOOD, PowerBand.GOOD, PowerBand.UNDER_HIT, PowerBand.EXCESS)
    lines = []
    for number in range(1, count + 1):
        ball = float(random.uniform(4.0, 12.0))
        speed = Estimate(ball, 0.8 * ball, 1.25 * ball)
        lines.append(
            KickLine(
                session_id=row.id,
                number=number,
                t_s=10.0 + 12.0 * number,
                technique=techniques[number % 3],
                probability=0.9,
                foot_speed_mps=speed,
                ball_speed_mps=speed,
                power=bands[number % 4],
                clipped=False,
            )
        )
    return tuple(lines)


def _card(
    row: SessionRow, key: str, lines: Sequence[KickLine], *, level: int, player: int
) -> StoredCard:
    assert row.live is not None
    assert row.live.drill is not None
    kicks = len(lines)
    good = sum(line.power is PowerBand.GOOD for line in lines)
    card = ScoreCard(
        drill=row.live.drill,
        level=1,
        player_id=row.player_id,
        side=Side.RIGHT,
        repetitions_asked=20,
        reps=tuple(Rep(number, line.t_s, number - 1) for number, line in enumerate(lines, 1)),
        scores=(
            Score("repetitions", float(kicks), count=kicks, least=20.0, met=kicks >= 20),
            Score("as_asked_ratio", 0.8, interval=(0.6, 0.9), count=kicks, least=0.7, met=True),
            Score(
                "in_band_ratio",
                good / kicks,
                interval=(max(0.0, good / kicks - 0.2), min(1.0, good / kicks + 0.2)),
                count=kicks,
                least=0.7,
                met=False,
            ),
        ),
        findings=(_fault(kicks),) if player % 3 == 0 else (),
        work_on=WorkOn(_fault(kicks), 0.5) if player % 3 == 0 else None,
        level_met=level > 1,
        analysis_version=ANALYSIS_VERSION,
        model_name="default",
        simulated=row.simulated,
    )
    past = PastSession(row.id, utc_text(row.live.started_utc), card, SessionMeasures(()))
    counts = KickCounts(kicks, ball_speed_mps=7.0)
    return StoredCard(past, key, counts, AskedOf())


def _fault(kicks: int) -> Finding:
    shown = max(1, kicks // 3)
    evidence = (
        ("kicks_count", float(shown)),
        ("of_kicks_count", float(kicks)),
        ("share_low_ratio", 0.2),
        ("confidence_ratio", 0.9),
    )
    return Finding("too_much_power", Severity.WARNING, evidence, "partner_pass")
