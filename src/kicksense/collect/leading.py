"""Leads players through the start of a session: the guide, fed with what is seen of their legs."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from kicksense.collect.checks import Check
from kicksense.collect.following import NS_PER_S, Follower
from kicksense.collect.guide import GuideSettings, GuideState, Leg, Seen, Span, advance, skipped
from kicksense.domain.live import News, Stage, StageNews
from kicksense.store.journal import JsonValue


class Notebook(Protocol):
    """Where notes for the journal go."""

    def __call__(self, kind: str, document: Mapping[str, JsonValue], at_ns: int) -> None:
        """Keep a note."""
        ...


def note_stage(note: Notebook, stage: Stage, now_s: float, started_ns: int) -> None:
    """Note that a stage of the session began."""
    facts: dict[str, JsonValue] = {"stage": str(stage), "t_s": now_s}
    note("stage", facts, started_ns + round(now_s * NS_PER_S))


class Lead:
    """Leads players until the session begins.

    Parameters
    ----------
    session_id, started_ns
        The session, and the host's monotonic clock at zero of its own.
    followers
        All sensors by identifier.
    settings
        How long steps take.
    tell, note
        Where news and notes go.
    warn
        Called with what checks found.
    """

    def __init__(
        self,
        session_id: str,
        started_ns: int,
        followers: Mapping[str, Follower],
        *,
        settings: GuideSettings,
        tell: Callable[[News], None],
        note: Notebook,
        warn: Callable[[Follower, Sequence[Check]], None],
    ) -> None:
        self._session_id = session_id
        self._started_ns = started_ns
        self._followers = followers
        self._tell = tell
        self._note = note
        self._warn = warn
        legs = tuple(
            Leg(sensor, one.worn.found.name, one.worn.player_id, one.worn.side)
            for sensor, one in followers.items()
        )
        self._guide = GuideState(legs, settings)
        self._stance_s: Mapping[str, Span] = {}

    def begin(self, now_s: float) -> None:
        """Say the first sentence."""
        self._tell_guide(now_s, new=True)

    def look(self, now_s: float) -> str | None:
        """Go on as far as the legs allow; give the last sentence once the session begins."""
        return self._go_to(advance(self._guide, self._seen(now_s)), now_s)

    def skip(self, now_s: float) -> str | None:
        """Go on without finishing the step; give the last sentence once the session begins."""
        return self._go_to(skipped(self._guide, now_s), now_s)

    def _seen(self, now_s: float) -> Seen:
        """Give what is seen of the legs."""
        followers = self._followers
        stage = self._guide.stage
        connected = {name: one for name, one in followers.items() if one.connected}
        checks = {}
        if stage is Stage.CHECKING:
            checks = {name: one.checks(now_s) for name, one in connected.items()}
        still = {name: one.still_since_s() for name, one in connected.items()}
        return Seen(
            now_s=now_s,
            connected=frozenset(connected),
            given_up=frozenset(name for name, one in followers.items() if one.given_up),
            checks=checks,
            still_since_s=still,
            swings=self._swings(now_s) if stage is Stage.SWING_LEG else {},
        )

    def _swings(self, now_s: float) -> Mapping[str, tuple[Span, Span]]:
        """Give stance and swings of the legs that swung since they were asked to."""
        since_s = self._guide.since_s or 0.0
        found = {}
        for name, follower in self._followers.items():
            swings_s = follower.swung(now_s, since_s)
            if swings_s is not None and name in self._stance_s:
                found[name] = (self._stance_s[name], swings_s)
        return found

    def _go_to(self, state: GuideState, now_s: float) -> str | None:
        """Take the next state of the guide; tell and note what is new."""
        before, self._guide = self._guide, state
        if state == before:
            return None
        for sensor, check in state.checks:
            self._warn(self._followers[sensor], (check,))
        if state.stage is Stage.SWING_LEG and before.stage is Stage.STAND_STILL:
            still_s = (now_s - state.settings.still_s, now_s)
            self._stance_s = dict.fromkeys(self._followers, still_s)
            for follower in self._followers.values():
                self._warn(follower, follower.stance_checks())
        if state.ended:
            self._note_spans(state)
            return state.sentence
        if (state.stage, state.sentence, state.turn) != (
            before.stage,
            before.sentence,
            before.turn,
        ):
            self._tell_guide(now_s, new=state.stage is not before.stage)
        return None

    def _tell_guide(self, now_s: float, *, new: bool) -> None:
        """Tell where the guide is."""
        state = self._guide
        if new:
            note_stage(self._note, state.stage, now_s, self._started_ns)
        self._tell(StageNews(state.stage, self._session_id, state.sentence, state.countdown_s))

    def _note_spans(self, state: GuideState) -> None:
        """Note where each leg stood and swung."""
        for sensor, (still_s, swings_s) in state.spans.items():
            facts: dict[str, JsonValue] = {
                "stage": str(Stage.SWING_LEG),
                "t_s": swings_s[1],
                "sensor": sensor,
                "still_s": list(still_s),
                "swings_s": list(swings_s),
            }
            self._note("stage", facts, self._started_ns + round(swings_s[1] * NS_PER_S))
