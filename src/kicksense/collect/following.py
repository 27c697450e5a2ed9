"""One sensor followed while it is recorded: bytes to samples, to a grid, to kicks and news."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from kicksense.assembly.sensor_stream import SensorStream
from kicksense.collect.checks import Check, link_checks
from kicksense.collect.legs import LegWatch, joined
from kicksense.collect.session_times import moved_event, thinned
from kicksense.collect.signal_checks import (
    check_axes,
    check_rest,
    check_small_range,
    check_upside,
)
from kicksense.collect.source import LinkChange, LinkState
from kicksense.collect.taps import TapSearch
from kicksense.collect.vitals import Vitals, vitals_of
from kicksense.collect.worn import FollowSettings, Worn
from kicksense.domain.anatomy import Placement, Side
from kicksense.domain.live import TraceNews
from kicksense.domain.notifications import Notification
from kicksense.domain.signals import GridBlock, SourceNote
from kicksense.live import LiveAnalysis, LiveEvent
from kicksense.protocol.codec import BATTERY_LEVEL, ClockKind

NS_PER_S: Final = 1e9

_ATT_HEADER: Final = 3
_STILL_ENOUGH_S: Final = 1.5
_LONGEST_WAIT_S: Final = 15.0
_TAPS_EVERY_S: Final = 0.5


class Follower:
    """Follows one sensor; all of it runs in one thread.

    Attributes
    ----------
    worn
        The sensor and its leg.
    vitals
        What is counted of it.
    connected, given_up
        How its link is.
    watch
        The last seconds of its leg; None once nobody is led any more.
    taps
        Moments at which it was tapped three times, session's clock, that nobody has taken yet.
    remarks
        What was found of how it is worn: upside down, on the other leg.

    Parameters
    ----------
    worn
        The sensor.
    started_ns
        Host's monotonic clock at zero of the session's.
    simulated
        True where no player does this.
    settings
        How.
    trouble
        Called with a sentence when the live part fails; the recording goes on.
    """

    def __init__(
        self,
        worn: Worn,
        started_ns: int,
        *,
        simulated: bool,
        settings: FollowSettings,
        trouble: Callable[[str], None],
    ) -> None:
        found = worn.found
        self.worn = worn
        self.vitals: Vitals = vitals_of(
            found.sensor,
            found.name,
            found.family.name,
            player_id=worn.player_id,
            side=worn.side,
            rssi_dbm=found.rssi_dbm,
            nominal_rate_hz=worn.nominal_rate_hz,
            settings=settings.health,
        )
        self.watch: LegWatch | None = None
        self.taps: list[float] = []
        self.remarks: tuple[str, ...] = ()
        self.connected = False
        self.given_up = False
        self._started_ns = started_ns
        self._simulated = simulated
        self._settings = settings
        self._trouble = trouble
        self._stream = SensorStream(found.family, found.options, settings.stream)
        self._assembler = self._stream.assembler
        self._live: LiveAnalysis | None = None
        self._is_live = True
        self._search: TapSearch | None = None
        self._untapped: list[GridBlock] = []
        self._traced: list[GridBlock] = []
        self._early: list[GridBlock] = []
        self._line = (0.0, 1.0)
        self._lately: deque[GridBlock] = deque()
        self._room: int | None = None
        self._watched = True
        self._stance_s: tuple[float, float] | None = None

    def linked(self, change: LinkChange) -> tuple[LiveEvent, ...]:
        """Take a change of the link; give what is known of kicks now."""
        at_s = self._clock_s(change.at_ns)
        self.connected = change.state in (LinkState.CONNECTED, LinkState.RECONNECTED)
        self.given_up = change.state is LinkState.GIVEN_UP
        mtu = change.facts.get("mtu")
        if isinstance(mtu, int):
            self._room = mtu - _ATT_HEADER
        if self.connected:
            self.vitals.link_up(at_s, again=change.state is LinkState.RECONNECTED)
            return ()
        self.vitals.link_down(at_s, for_good=self.given_up)
        return self._guarded(lambda: self._grown(self._assembler.segment_ended()))

    def received(self, notification: Notification) -> tuple[LiveEvent, ...]:
        """Take a notification.

        Parameters
        ----------
        notification
            Of this sensor.

        Returns
        -------
        events
            What is known of kicks now; most often nothing.
        """
        if notification.channel == BATTERY_LEVEL and notification.payload:
            self.vitals.battery(min(notification.payload[0], 100) / 100.0)
            return ()
        at_s = self._clock_s(notification.arrived_ns)

        def understood() -> tuple[LiveEvent, ...]:
            found = self._stream.add(notification.channel, notification.payload, at_s)
            if found.trouble:
                self.vitals.undecodable()
            self.vitals.packet(found.block, at_s)
            return self._grown(found.grid)

        if not self._is_live:
            self.vitals.unread(at_s)
        return self._guarded(understood)

    def finished(self) -> tuple[LiveEvent, ...]:
        """End: give what is known of kicks now that nothing more comes."""

        def ended() -> tuple[LiveEvent, ...]:
            events = self._grown(self._assembler.flush())
            if self._live is None and self._early:
                self._live = self._analysis()
                events = tuple(event for one in self._early for event in self._live.advance(one))
            if self._live is None:
                return events
            report = self._live.finish()
            self.remarks = report.calibration.remarks
            return (*events, *self._on_clock(self._live.last_events))

        return self._guarded(ended)

    def traced(self) -> TraceNews | None:
        """Give the samples since the last trace, thinned to be drawn; None where there are none."""
        blocks, self._traced = self._traced, []
        if not blocks:
            return None
        values = np.concatenate(
            [np.column_stack([block.acc_mps2, block.gyr_radps]) for block in blocks]
        )
        positions = np.concatenate([block.start_index + np.arange(len(block)) for block in blocks])
        times = self._assembler.start_time_s + positions / self._assembler.rate_hz
        return TraceNews(self.worn.found.sensor, *thinned(times, values, self._settings.trace_rows))

    def unwatched(self) -> None:
        """Stop looking for stance and swings: the session has begun."""
        self._watched = False
        self.watch = None

    def still_since_s(self) -> float | None:
        """Give since when the leg is still, session's clock; None where it moves."""
        return None if self.watch is None else self.watch.still_since_s()

    def swung(self, now_s: float, not_before_s: float) -> tuple[float, float] | None:
        """Give the swings after the last stance, None where there are none yet.

        Parameters
        ----------
        now_s
            Session's clock.
        not_before_s
            Swings that began earlier do not count.
        """
        if self.watch is None:
            return None
        since_s = self.watch.still_since_s()
        if since_s is not None and now_s - since_s >= _STILL_ENOUGH_S:
            # A player may take time before the swings: the stance goes on until they begin.
            stance_s = (max(since_s, now_s - 2.0 * _STILL_ENOUGH_S), now_s)
            found = self._swings_after(not_before_s)
            if found is None:
                self._stance_s = stance_s
            return found
        return self._swings_after(not_before_s)

    def checks(self, now_s: float) -> tuple[Check, ...]:
        """Look at the sensor before the session.

        Parameters
        ----------
        now_s
            Session's clock.

        Returns
        -------
        checks
            Also those that found nothing.
        """
        settings, found = self._settings.checks, self.worn.found
        health = self.vitals.at(now_s)
        checks = [*link_checks(health, found.options, found.family, self._room, settings)]
        checks += self.signal_checks()
        since_s = self.still_since_s()
        if self.watch is not None and since_s is not None and now_s - since_s >= 1.0:
            checks.append(check_rest(found.name, *self.watch.last(1.0), settings))
        return tuple(checks)

    def stance_checks(self) -> tuple[Check, ...]:
        """Look at the sensor while the player stands."""
        settings, name = self._settings.checks, self.worn.found.name
        if self.watch is None:
            return ()
        acc, gyr = self.watch.last(1.0)
        return (
            check_rest(name, acc, gyr, settings),
            check_upside(name, acc, self.worn.judging.usual_up, settings),
        )

    def signal_checks(self) -> tuple[Check, ...]:
        """Look at the samples of the last seconds; also worth it while the session runs."""
        settings, name = self._settings.checks, self.worn.found.name
        if not self._lately:
            return ()
        acc = np.concatenate([block.acc_mps2[block.measured] for block in self._lately])
        gyr = np.concatenate([block.gyr_radps[block.measured] for block in self._lately])
        return (
            check_small_range(name, acc, settings),
            check_axes(name, acc, gyr, settings),
        )

    def _grown(self, blocks: Sequence[GridBlock]) -> tuple[LiveEvent, ...]:
        """Take the next samples of the grid."""
        self.vitals.clock = self._assembler.clock
        events: list[LiveEvent] = []
        for block in blocks:
            if len(block) == 0:
                continue
            self.vitals.clipped(int(np.count_nonzero(block.clipped)))
            self._traced.append(block)
            self._remember(block)
            self._watch(block)
            self._search_taps(block)
            events += self._analyzed(block)
        return self._on_clock(events)

    def _on_clock(self, events: Sequence[LiveEvent]) -> tuple[LiveEvent, ...]:
        """Give events on the session's clock as it is known now.

        The analysis keeps the rate it began with; that of the grid is known better as the session
        goes on.
        """
        start0_s, rate0_hz = self._line
        start_s, rate_hz = self._assembler.start_time_s, self._assembler.rate_hz

        def moved(moment_s: float) -> float:
            return start_s + (moment_s - start0_s) * rate0_hz / rate_hz

        return tuple(moved_event(event, moved) for event in events)

    def _analyzed(self, block: GridBlock) -> list[LiveEvent]:
        """Analyze the next samples, once the rate of the grid is known."""
        self._early.append(block)
        if self._live is None and not self._is_timed():
            return []
        if self._live is None:
            self._live = self._analysis()
        early, self._early = self._early, []
        events = [event for one in early for event in self._live.advance(one)]
        if self._live.calibrated_finally and self._live.calibration is not None:
            self.remarks = self._live.calibration.remarks
        return events

    def _is_timed(self) -> bool:
        """Tell whether the rate of the grid is known: told by a clock, or counted for long enough.

        A sensor without a clock may be off by some percent, and so would be everything measured.
        """
        if self.worn.found.family.clock is ClockKind.SENSOR:
            return True
        waited = sum(len(block) for block in self._early)
        return (
            self._assembler.clock.fitted_rate_hz is not None
            or waited > _LONGEST_WAIT_S * self.worn.nominal_rate_hz
        )

    def _remember(self, block: GridBlock) -> None:
        """Keep the samples of the last seconds."""
        self._lately.append(block)
        over = self._settings.checks.over_s * self._assembler.rate_hz
        while block.start_index + len(block) - self._lately[0].start_index > over:
            if len(self._lately) == 1:
                break
            self._lately.popleft()

    def _watch(self, block: GridBlock) -> None:
        """Look for stance and swings, as long as the player is led."""
        if not self._watched:
            return
        if self.watch is None:
            self.watch = LegWatch(self._assembler.rate_hz, self._assembler.start_time_s)
        self.watch.add(block)

    def _search_taps(self, block: GridBlock) -> None:
        """Look for three taps, half a second at a time."""
        self._untapped.append(block)
        rate_hz = self._assembler.rate_hz
        if sum(len(one) for one in self._untapped) < _TAPS_EVERY_S * rate_hz:
            return
        blocks, self._untapped = self._untapped, []
        search = self._search or TapSearch(rate_hz)
        positions, self._search = search.advance(joined(blocks))
        start_s = self._assembler.start_time_s
        self.taps += [start_s + position / rate_hz for position in positions]

    def _swings_after(self, not_before_s: float) -> tuple[float, float] | None:
        """Give the swings after the stance that was seen."""
        if self.watch is None or self._stance_s is None:
            return None
        found = self.watch.swung_after(self._stance_s)
        return found if found is not None and found[0] >= not_before_s else None

    def _analysis(self) -> LiveAnalysis:
        """Begin to analyze."""
        worn, judging = self.worn, self.worn.judging
        placement = Placement(side=worn.side or Side.RIGHT, side_known=worn.side is not None)
        start_s, rate_hz = self._assembler.start_time_s, self._assembler.rate_hz
        self._line = start_s, rate_hz
        return LiveAnalysis(
            rate_hz,
            start_s,
            placement,
            SourceNote(worn.found.name, worn.found.family.name, simulated=self._simulated),
            self._settings.analysis,
            model=judging.model,
            adaptation=judging.adaptation,
            target=judging.target,
            drill=judging.drill,
        )

    def _guarded(self, step: Callable[[], tuple[LiveEvent, ...]]) -> tuple[LiveEvent, ...]:
        """Do a step of the live part; a fault in it ends the live part, and nothing else."""
        if not self._is_live:
            return ()
        try:
            return step()
        except Exception as error:  # noqa: BLE001 - the journal must go on, whatever is wrong here
            self._is_live = False
            self._trouble(
                f"{self.worn.found.name} is recorded but not judged any more, because of a fault "
                f"({type(error).__name__}: {error}); it is analyzed when the session has ended."
            )
            return ()

    def _clock_s(self, at_ns: int) -> float:
        """Give the session's clock."""
        return (at_ns - self._started_ns) / NS_PER_S
