"""Record a session: find the sensors and whose they are, record, and store what was recorded."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NoReturn

from kicksense.coaching.schedule import Schedule
from kicksense.collect.addresses import address_of
from kicksense.collect.publishing import Publisher
from kicksense.collect.recorder import Recorder
from kicksense.collect.session_plan import Recorded, SessionPlan
from kicksense.collect.source import SensorSource, open_source
from kicksense.collect.telling import Listener
from kicksense.collect.worn import Judging
from kicksense.domain.drill import CuePlan
from kicksense.domain.live import SealedNews, Stage, StageNews, TroubleNews
from kicksense.errors import KicksenseError, StoreError
from kicksense.exchange.live_greeting import SessionCard
from kicksense.inference.model import KickModel
from kicksense.store.folder import DataFolder
from kicksense.store.library import Library
from kicksense.store.sensors import PairedSensor
from kicksense.store.session_row import SessionRow
from kicksense.workflows.cue_giving import CueGiver
from kicksense.workflows.cues import CueSpeaker
from kicksense.workflows.model_choice import chosen_model
from kicksense.workflows.player_adaptation import check_player_id
from kicksense.workflows.recording_plan import (
    check_room_on_disk,
    host_words,
    legs_of,
    new_session_id,
    worn_sensors,
)
from kicksense.workflows.recording_request import ANY_RADIO, RecordRequest
from kicksense.workflows.recovery import recover
from kicksense.workflows.sealing import Sealed, seal_journal
from kicksense.workflows.sensors import ready_sensors
from kicksense.workflows.sessions import Sessions, open_sessions
from kicksense.workflows.stopping import Stopping, stopped_by_signals

_LOOKED_AT_S: Final = 6.0


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A recording whose request makes sense, before any sensor was looked for."""

    request: RecordRequest
    sessions: Sessions
    source: SensorSource
    address: str
    paired: tuple[PairedSensor, ...]
    schedule: Schedule
    cues: CuePlan | None
    model: KickModel | None
    leftovers: tuple[str, ...]

    @property
    def folder(self) -> DataFolder:
        return self.sessions.folder


def record(
    request: RecordRequest,
    listeners: Sequence[Listener] = (),
    *,
    on_started: Callable[[Recorder], None] | None = None,
) -> tuple[SessionRow, ...]:
    """Record a session until its source ends, somebody stops it, or its time is over.

    What an earlier recording left unsealed is stored first. The recording can be watched and
    commanded by others on this machine (`kicksense.workflows.live`). The first Ctrl-C, hang-up or
    request to end stops it in good order; the second ends it at once, and what was recorded is
    stored at the next start.

    Parameters
    ----------
    request
        What is recorded.
    listeners
        Hear all news, each in a thread of its own.
    on_started
        Called with the recorder before anything arrives; orders are given to it.

    Returns
    -------
    sessions
        The stored sessions, one for each sensor that sent something.

    Raises
    ------
    UsageError
        If the request makes no sense.
    SourceError
        If there is no such sensor or source, or it broke.
    StoreError
        If the data folder cannot be used, or is full.
    ModelError
        If the model asked for cannot be used.
    KeyboardInterrupt
        If it was ended at once.
    """
    prepared = _prepared(request)
    rows = asyncio.run(_recorded(prepared, tuple(listeners), on_started))
    if rows is None:
        raise KeyboardInterrupt
    return rows


def _prepared(request: RecordRequest) -> _Prepared:
    """Look whether a request makes sense, and store what an earlier recording left."""
    for player_id in request.player_ids:
        check_player_id(player_id)
    target = request.target
    schedule = Schedule(request.schedule, target)
    cues = request.given_cues
    sessions = open_sessions(request.data_dir)
    leftovers = _leftovers(sessions.folder)
    paired = sessions.library.paired_sensors()
    address = _address_of(request, sessions)
    return _Prepared(
        request=request,
        sessions=sessions,
        source=open_source(address, request.options),
        address=address,
        paired=paired,
        schedule=schedule,
        cues=cues,
        model=chosen_model(request.model_name, sessions.folder),
        leftovers=leftovers,
    )


def _leftovers(folder: DataFolder) -> tuple[str, ...]:
    """Store what an earlier recording left; what cannot be stored does not prevent a new one."""
    try:
        recovered = recover(folder)
    except KicksenseError as error:
        return (f"An earlier session could not be stored yet: {error}",)
    return tuple(one.sentence for one in recovered)


def _address_of(request: RecordRequest, sessions: Sessions) -> str:
    """Give the source; the radio without a name means the sensors that are paired."""
    if request.source.strip().lower() not in (ANY_RADIO, "ble"):
        return _with_time_to_look(request)
    wanted = request.player_ids or (None,)
    ready = [one for player_id in wanted for one in ready_sensors(sessions, player_id)]
    return ANY_RADIO + ",".join(dict.fromkeys(one.sensor for one in ready))


def _with_time_to_look(request: RecordRequest) -> str:
    """Give the source as it was named; a leg that is led stands until it has been looked at.

    People wait for the guide. A simulated leg does not hear it.
    """
    address = address_of(request.source)
    if not request.guided or address.scheme != "synthetic" or address.wished("stand") is not None:
        return request.source
    return f"{request.source}{'&' if address.wishes else '?'}stand={_LOOKED_AT_S:g}"


async def _recorded(
    prepared: _Prepared,
    listeners: tuple[Listener, ...],
    on_started: Callable[[Recorder], None] | None,
) -> tuple[SessionRow, ...] | None:
    """Record in this event loop, watched by whoever wants to; None where it ended at once."""
    request = prepared.request
    warning = check_room_on_disk(prepared.folder)
    session_id = new_session_id(datetime.now(UTC))
    sensors = worn_sensors(
        legs_of(
            await prepared.source.sensors(), request.player_ids, request.sides, prepared.paired
        ),
        prepared.sessions.library,
        Judging(prepared.model, None, prepared.schedule.target, request.played),
    )
    target = prepared.schedule.target
    plan = SessionPlan(
        session_id=session_id,
        journal_path=prepared.folder.journal_path(session_id),
        sensors=sensors,
        guided=request.guided,
        seconds=request.seconds,
        drill=request.drill,
        level=None if request.drill is None else request.level,
        target_distance_m=None if target is None else target.distance_m,
        surface=None if target is None else target.surface,
        host=host_words(),
    )
    card = SessionCard(
        started_utc_ns=time.time_ns(),
        source=prepared.address,
        simulated=prepared.source.simulated,
        drill=prepared.request.drill,
        target=prepared.schedule.target,
        schedule=str(prepared.schedule.kind),
    )
    async with Publisher(prepared.folder, card) as publisher:
        speaker = CueSpeaker(prepared.schedule, lambda cue: recorder.tell(cue))  # noqa: PLW0108 - made below
        giver = CueGiver(prepared.cues, lambda order: recorder.give(order))  # noqa: PLW0108 - made below
        recorder = Recorder(
            prepared.source,
            plan,
            listeners=(publisher, speaker, giver, *listeners),
            order_listeners=(speaker.order,),
            settings=prepared.request.recorder,
        )
        publisher.obey(recorder.give)
        with stopped_by_signals(recorder) as stopping:
            try:
                if on_started is not None:
                    on_started(recorder)
                for sentence in (*prepared.leftovers, warning):
                    if sentence is not None:
                        recorder.tell(TroubleNews(sentence))
                recorded = await recorder.run()
                return await _sealed(recorder, recorded, prepared.sessions.library, stopping)
            finally:
                giver.stop()
                await _done(recorder.close, stopping)
                # What was handed to the loop is sent before the door is shut.
                await asyncio.sleep(0)


async def _sealed(
    recorder: Recorder, recorded: Recorded, library: Library, stopping: Stopping
) -> tuple[SessionRow, ...] | None:
    """Store what was recorded, while the loop goes on serving those who watch."""
    session_id = recorder.session_id
    recorder.tell(StageNews(Stage.SEALING, session_id, f"{recorded.sentence} Storing it."))
    outcome: list[Sealed | Exception] = []

    def store() -> None:
        try:
            outcome.append(seal_journal(recorded.journal_path, library))
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits
            outcome.append(error)

    if not stopping.at_once:
        await _done(store, stopping)
    if not outcome:
        kept = "Ended at once; what was recorded is stored at the next start."
        recorder.tell(StageNews(Stage.ENDED, session_id, kept))
        return None
    sealed = outcome[0]
    if isinstance(sealed, Exception):
        _tell_unsealed(recorder, recorded, sealed)
    words = sealed_words(sealed)
    recorder.tell(SealedNews(tuple(row.id for row in sealed.rows), words))
    recorder.tell(StageNews(Stage.ENDED, session_id, words))
    return sealed.rows


def _tell_unsealed(recorder: Recorder, recorded: Recorded, trouble: Exception) -> NoReturn:
    """Say that a session could not be stored, and where it is."""
    words = (
        f"The session could not be stored yet ({trouble}); everything that came is kept in "
        f"{recorded.journal_path}, and stored at the next start."
    )
    recorder.tell(TroubleNews(words, fatal=True))
    recorder.tell(StageNews(Stage.ENDED, recorder.session_id, words))
    if isinstance(trouble, KicksenseError):
        raise StoreError(words) from trouble
    raise trouble


def sealed_words(sealed: Sealed) -> str:
    """Say what was stored.

    Parameters
    ----------
    sealed
        What became of a journal.

    Returns
    -------
    sentence
        With what to do next.
    """
    refused = " ".join(f"Nothing is stored of {name}: {why}" for name, why in sealed.refusals)
    if not sealed.rows:
        return f"There is no session to store. {refused}".strip()
    ids = ", ".join(row.id for row in sealed.rows)
    first = sealed.rows[0].id
    return f"Stored as {ids}; `kicksense show {first}` shows it again. {refused}".strip()


async def _done(work: Callable[[], None], stopping: Stopping) -> None:
    """Do work in a thread while the loop goes on turning; where there is hurry, do not wait."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def run() -> None:
        try:
            work()
        finally:
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=run, daemon=True).start()
    waits = {asyncio.create_task(event.wait()) for event in (ended, stopping.hurried)}
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
