"""Everything that happens to what arrived after the journal has it: samples, kicks, health, guide.

A desk is used by one thread. It is told of arrivals and orders and of the time, and tells news;
what is worth keeping beside the bytes it notes in the journal.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kicksense.collect.checks import Check, Outcome
from kicksense.collect.following import NS_PER_S, Follower
from kicksense.collect.guide import GuideSettings
from kicksense.collect.leading import Lead, Notebook, note_stage
from kicksense.collect.source import Arrival, LinkChange, LinkState
from kicksense.collect.worn import FollowSettings, Worn
from kicksense.domain.anatomy import Side
from kicksense.domain.live import (
    ContactNews,
    GuessOrder,
    HealthNews,
    KickNews,
    Marker,
    MarkerKind,
    MarkerNews,
    MarkOrder,
    News,
    Order,
    SkipOrder,
    Stage,
    StageNews,
    TellOrder,
    TroubleNews,
    WithdrawnNews,
)
from kicksense.live import ContactSaid, KickSaid, LiveEvent
from kicksense.store.journal import JsonValue

_MOST_TEXT: Final = 500
_MOST_ORIGIN: Final = 100
_LOOK_EVERY_S: Final = 0.25
_LASTING: Final = ("range", "small_range", "axes", "rest", "upside", "room", "leg")
"""Checks whose findings do not change by themselves; the others are looked at all the time."""


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """How a session is looked after.

    Attributes
    ----------
    health_every_s
        Health is told this often.
    follow, guide
        Of its parts.
    """

    health_every_s: float = 1.0
    follow: FollowSettings = field(default_factory=FollowSettings)
    guide: GuideSettings = field(default_factory=GuideSettings)


@dataclass(frozen=True, slots=True)
class Pulse:
    """How the recording itself is doing.

    Attributes
    ----------
    queue_depth
        Notifications waiting to be written.
    loop_lag_s
        How late the event loop runs.
    journal_bytes
        Written so far.
    overflowed
        Notifications dropped, by sensor.
    """

    queue_depth: int = 0
    loop_lag_s: float = 0.0
    journal_bytes: int = 0
    overflowed: Mapping[str, int] = field(default_factory=dict)


class Desk:
    """Looks after a session.

    Parameters
    ----------
    session_id
        The session.
    sensors
        With the legs that wear them.
    started_ns
        Host's monotonic clock at zero of the session's.
    simulated
        True where no player does this.
    guided
        True to lead the player through the start; otherwise the session runs at once.
    tell, note
        Where news and notes go.
    order_listeners
        Called with orders that are not for the desk: to tell a verdict, to guess.
    """

    def __init__(
        self,
        session_id: str,
        sensors: Sequence[Worn],
        started_ns: int,
        *,
        simulated: bool,
        guided: bool,
        settings: DeskSettings,
        tell: Callable[[News], None],
        note: Notebook,
        order_listeners: Sequence[Callable[[Order], None]] = (),
    ) -> None:
        self._session_id = session_id
        self._started_ns = started_ns
        self._settings = settings
        self._tell = tell
        self._note = note
        self._order_listeners = tuple(order_listeners)
        self._followers = {
            worn.found.sensor: Follower(
                worn,
                started_ns,
                simulated=simulated,
                settings=settings.follow,
                trouble=lambda words, sensor=worn.found.sensor: tell(  # type: ignore[misc]
                    TroubleNews(words, sensor=sensor)
                ),
            )
            for worn in sensors
        }
        self._lead: Lead | None = None
        if guided:
            self._lead = Lead(
                session_id,
                started_ns,
                self._followers,
                settings=settings.guide,
                tell=tell,
                note=note,
                warn=self._warn,
            )
        self._numbers: dict[tuple[str, int], int] = {}
        self._kicks = 0
        self._said: set[str] = set()
        self._next_s = {"health": settings.health_every_s, "trace": 0.0, "look": 0.0}
        self._checked = guided
        self.recording_since_s: float | None = None

    @property
    def all_given_up(self) -> bool:
        """Tell whether no sensor will come any more."""
        return all(follower.given_up for follower in self._followers.values())

    def begin(self, now_s: float) -> None:
        """Tell where the session is."""
        if self._lead is None:
            self._enter_recording(now_s, "Recording: play.")
        else:
            self._lead.begin(now_s)

    def arrived(self, arrival: Arrival, now_s: float) -> None:
        """Take what a source delivered.

        Parameters
        ----------
        arrival
            The journal has it already.
        now_s
            Session's clock.
        """
        follower = self._followers.get(arrival.sensor)
        if follower is None:
            return
        if isinstance(arrival, LinkChange):
            events = follower.linked(arrival)
            self._tell_link(follower, arrival)
        else:
            events = follower.received(arrival)
        for event in events:
            self._say(follower, event, now_s)
        for moment_s in follower.taps:
            self._mark(Marker(moment_s, MarkerKind.TAP, "", follower.worn.found.name))
        follower.taps.clear()

    def ordered(self, order: Order, at_s: float) -> None:
        """Take an order.

        Parameters
        ----------
        order
            Any but to stop.
        at_s
            When it was given, session's clock.
        """
        if isinstance(order, MarkOrder):
            moment_s = at_s if order.t_s is None else order.t_s
            text, origin = order.text[:_MOST_TEXT], order.origin[:_MOST_ORIGIN]
            self._mark(Marker(moment_s, order.kind, text, origin))
        elif isinstance(order, SkipOrder):
            if self._lead is not None:
                self._led(self._lead.skip(at_s), at_s)
        elif isinstance(order, TellOrder | GuessOrder):
            for listener in self._order_listeners:
                listener(order)

    @property
    def due_s(self) -> float:
        """When something is due next, session's clock."""
        return min(self._next_s.values())

    def tick(self, now_s: float, pulse: Callable[[], Pulse]) -> None:
        """Do what is due.

        Parameters
        ----------
        now_s
            Session's clock.
        pulse
            Gives how the recording itself is doing.
        """
        if self._is_due("trace", now_s, self._settings.follow.trace_every_s):
            for follower in self._followers.values():
                trace = follower.traced()
                if trace is not None:
                    self._tell(trace)
        if self._is_due("look", now_s, _LOOK_EVERY_S):
            self._look(now_s)
        if self._is_due("health", now_s, self._settings.health_every_s):
            for follower in self._followers.values():
                self._warn(follower, follower.signal_checks())
                self._tell_remarks(follower)
            self._tell_health(now_s, pulse())

    def finish(self, now_s: float, pulse: Callable[[], Pulse]) -> None:
        """End: say what is known of kicks now that nothing more comes, and how it all went.

        Parameters
        ----------
        now_s
            Session's clock.
        pulse
            Gives how the recording itself is doing.
        """
        for follower in self._followers.values():
            for event in follower.finished():
                self._say(follower, event, now_s)
            self._tell_remarks(follower)
        self._tell_health(now_s, pulse())

    def _is_due(self, name: str, now_s: float, every_s: float) -> bool:
        """Tell whether something is due, and set when it is due again."""
        if now_s < self._next_s[name]:
            return False
        self._next_s[name] = max(self._next_s[name] + every_s, now_s + 0.5 * every_s)
        return True

    def _tell_link(self, follower: Follower, change: LinkChange) -> None:
        """Tell people of a change of a link, where it is trouble or its end."""
        name = follower.worn.found.name
        why = f" ({change.detail.rstrip('.')})" if change.detail else ""
        words = {
            LinkState.LOST: f"{name} is out of reach{why}; it is picked up again by itself.",
            LinkState.GIVEN_UP: f"{name} went away and did not come back{why}.",
            LinkState.RECONNECTED: f"{name} is back.",
        }.get(change.state)
        if words is not None:
            self._tell(TroubleNews(words, sensor=change.sensor))

    def _say(self, follower: Follower, event: LiveEvent, now_s: float) -> None:
        """Tell what became known of a kick or a contact."""
        worn = follower.worn
        sensor, side = worn.found.sensor, worn.side or Side.RIGHT
        if isinstance(event, ContactSaid):
            self._tell(ContactNews(sensor, side, event.report))
            return
        key = (sensor, event.key)
        if isinstance(event, KickSaid):
            if key not in self._numbers:
                self._kicks += 1
                self._numbers[key] = self._kicks
            delay_s = max(now_s - event.report.t_s, 0.0)
            self._tell(
                KickNews(sensor, side, self._numbers[key], event.report, event.settled, delay_s)
            )
        elif (number_before := self._numbers.pop(key, None)) is not None:
            self._tell(WithdrawnNews(sensor, number_before, event.reason))

    def _mark(self, marker: Marker) -> None:
        """Keep and tell a marker."""
        self._note(
            "marker",
            {
                "t_s": marker.t_s,
                "kind": str(marker.kind),
                "text": marker.text,
                "origin": marker.origin,
            },
            self._started_ns + round(marker.t_s * NS_PER_S),
        )
        self._tell(MarkerNews(marker))

    def _tell_health(self, now_s: float, pulse: Pulse) -> None:
        """Tell how everything is doing."""
        for sensor, count in pulse.overflowed.items():
            if sensor in self._followers:
                self._followers[sensor].vitals.overflowed(count)
        self._tell(
            HealthNews(
                now_s,
                tuple(follower.vitals.at(now_s) for follower in self._followers.values()),
                pulse.queue_depth,
                pulse.loop_lag_s,
                pulse.journal_bytes,
            )
        )

    def _look(self, now_s: float) -> None:
        """Go on with the guide, or look whether a running session has a trap in it."""
        if self._lead is not None:
            self._led(self._lead.look(now_s), now_s)
            return
        since_s = self.recording_since_s or 0.0
        if not self._checked and now_s - since_s > self._settings.guide.check_s:
            self._checked = True
            for follower in self._followers.values():
                if follower.connected:
                    self._warn(follower, follower.checks(now_s))
                    follower.unwatched()

    def _tell_remarks(self, follower: Follower) -> None:
        """Tell once what was found of how a sensor is worn, and what it says of itself."""
        for remark in (*follower.vitals.replies, *follower.remarks):
            key = f"{follower.worn.found.sensor} {remark}"
            if key not in self._said:
                self._said.add(key)
                words = f"{follower.worn.found.name}: {remark}"
                self._tell(TroubleNews(words, sensor=follower.worn.found.sensor))

    def _warn(self, follower: Follower, checks: Sequence[Check]) -> None:
        """Tell what checks found, once each."""
        sensor = follower.worn.found.sensor
        for check in checks:
            key = f"{sensor} {check.name}"
            if check.outcome is Outcome.OK or key in self._said:
                continue
            self._said.add(key)
            if check.name in _LASTING:
                follower.vitals.remarks = (*follower.vitals.remarks, check.sentence)
            facts: dict[str, JsonValue] = {
                "sensor": sensor,
                "name": check.name,
                "outcome": str(check.outcome),
                "sentence": check.sentence,
            }
            self._note("check", facts, self._started_ns)
            self._tell(TroubleNews(check.sentence, sensor=sensor))

    def _led(self, last_sentence: str | None, now_s: float) -> None:
        """Begin the session once the guide has said its last sentence."""
        if last_sentence is not None:
            self._lead = None
            self._enter_recording(now_s, last_sentence)

    def _enter_recording(self, now_s: float, sentence: str) -> None:
        """Begin the session proper."""
        self.recording_since_s = now_s
        if self._checked:
            for follower in self._followers.values():
                follower.unwatched()
        note_stage(self._note, Stage.RECORDING, now_s, self._started_ns)
        self._tell(StageNews(Stage.RECORDING, self._session_id, sentence))
