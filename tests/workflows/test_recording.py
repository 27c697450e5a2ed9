import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import namedtuple
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kicksense.coaching.schedule import ScheduleKind
from kicksense.collect.recorder import Recorder
from kicksense.collect.source import SourceSensor
from kicksense.domain.anatomy import Side
from kicksense.domain.live import (
    BEEP,
    CueNews,
    KickNews,
    MarkerKind,
    MarkOrder,
    News,
    SealedNews,
    Stage,
    StageNews,
    StopOrder,
    TraceNews,
    TroubleNews,
)
from kicksense.errors import SensorNotFoundError, StoreError, UsageError
from kicksense.pipeline import analyze
from kicksense.protocol.codec import StreamOptions
from kicksense.protocol.families import family_named
from kicksense.settings import AnalysisSettings
from kicksense.store.folder import DataFolder
from kicksense.store.journal import read_journal
from kicksense.store.library import open_library
from kicksense.store.markers import read_markers
from kicksense.store.places import place_of
from kicksense.store.sensors import PairedSensor
from kicksense.workflows.model_choice import chosen_model
from kicksense.workflows.recording import record
from kicksense.workflows.recording_plan import check_room_on_disk, legs_of, new_session_id
from kicksense.workflows.recording_request import RecordRequest

SOURCE = "synthetic:backheel_wall_pass?speed=0&seconds=35&rounds=1&seed=4"


class Heard:
    def __init__(self) -> None:
        self.news: list[News] = []

    def __call__(self, news: News) -> None:
        self.news.append(news)

    def stages(self) -> list[Stage]:
        return [one.stage for one in self.news if isinstance(one, StageNews)]

    def troubles(self) -> list[str]:
        return [one.sentence for one in self.news if isinstance(one, TroubleNews)]


def request(folder: Path, **more: object) -> RecordRequest:
    asked = RecordRequest(source=SOURCE, guided=False, data_dir=folder)
    return replace(asked, **more)  # type: ignore[arg-type]


def sensor(name: str, **more: object) -> SourceSensor:
    found = SourceSensor(name, name.upper(), family_named("ksp"), StreamOptions())
    return replace(found, **more)  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_recorded_session_is_stored_and_says_what_was_said_live(tmp_path: Path) -> None:
    heard = Heard()
    (row,) = record(request(tmp_path, player_ids=("p7",), sides=(Side.RIGHT,)), (heard,))
    assert row.player_id == "p7"
    assert row.worn_side is Side.RIGHT
    (sealed,) = [one for one in heard.news if isinstance(one, SealedNews)]
    assert sealed.session_ids == (row.id,)
    assert heard.stages() == [Stage.RECORDING, Stage.SEALING, Stage.ENDED]
    stored = open_library(DataFolder(tmp_path)).read(row.id)
    again = analyze(stored, AnalysisSettings(), model=chosen_model(None, DataFolder(tmp_path)))
    live = {one.number: one.report for one in heard.news if isinstance(one, KickNews)}
    assert len(live) == len(again.kicks) > 0
    for said, stored_kick in zip(live.values(), again.kicks, strict=True):
        assert said.t_s == pytest.approx(stored_kick.t_s, abs=0.02)
        assert said.technique is stored_kick.technique
    cues = [one for one in heard.news if isinstance(one, CueNews)]
    assert len(cues) == len(live)


@pytest.mark.slow
def test_a_simulated_leg_is_led_through_the_whole_start(tmp_path: Path) -> None:
    heard = Heard()
    source = "synthetic:backheel_wall_pass?speed=20&seconds=40&rounds=1&seed=4"
    record(request(tmp_path, source=source, guided=True), (heard,))
    led = [stage for stage in Stage if stage in heard.stages()]
    assert led == list(Stage)
    said = [one.sentence for one in heard.news if isinstance(one, StageNews)]
    assert not [sentence for sentence in said if "That was a movement" in sentence]


@pytest.mark.slow
def test_markers_and_orders_reach_the_stored_session(tmp_path: Path) -> None:
    def mark(recorder: Recorder) -> None:
        recorder.give(MarkOrder(MarkerKind.CROSS, "left post", "keyboard", 12.5))

    (row,) = record(request(tmp_path), on_started=mark)
    (marker,) = read_markers(DataFolder(tmp_path), row.id)
    assert (marker.kind, marker.text) == (MarkerKind.CROSS, "left post")
    assert marker.t_s == pytest.approx(12.5, abs=0.01)


@pytest.mark.slow
def test_a_recording_can_be_stopped_from_another_thread(tmp_path: Path) -> None:
    heard = Heard()
    running: list[Recorder] = []

    def stop_soon(news: News) -> None:
        if isinstance(news, TraceNews) and news.t_s[-1] > 4.0:
            running[0].give(StopOrder())

    endless = "synthetic:backheel_wall_pass?speed=10&rounds=1"
    (row,) = record(
        request(tmp_path, source=endless), (heard, stop_soon), on_started=running.append
    )
    assert row.duration_s > 3.0
    assert heard.stages()[-1] is Stage.ENDED


@pytest.mark.slow
def test_two_legs_become_two_sessions_of_one_group(tmp_path: Path) -> None:
    rows = record(request(tmp_path, source=f"{SOURCE}&sensors=2"))
    assert [row.worn_side for row in rows] == [Side.LEFT, Side.RIGHT]
    assert len({row.live.group_id for row in rows if row.live is not None}) == 1


@pytest.mark.slow
def test_what_cannot_be_stored_is_kept_and_stored_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("the disk is full.")

    heard, later = Heard(), Heard()
    with monkeypatch.context() as patched:
        patched.setattr("kicksense.workflows.recording.seal_journal", full)
        with pytest.raises(StoreError, match="stored at the next start"):
            record(request(tmp_path), (heard,))
    assert heard.stages()[-1] is Stage.ENDED
    assert len(list((tmp_path / "journals").iterdir())) >= 1
    record(request(tmp_path, source=f"{SOURCE}&seed=5", seconds=3.0), (later,))
    assert len(open_library(DataFolder(tmp_path)).catalogue.sessions()) == 2
    first = heard.news[0]
    assert isinstance(first, StageNews)
    assert any(first.session_id in sentence for sentence in later.troubles()), later.troubles()


def test_a_full_disk_is_said_before_anything_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    folder = DataFolder(tmp_path)
    for free_mb, warned in ((49, None), (51, True), (501, False)):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, mb=free_mb: usage(0, 0, mb * 1024**2))
        if warned is None:
            with pytest.raises(StoreError, match="make room"):
                check_room_on_disk(folder)
        else:
            assert bool(check_room_on_disk(folder)) is warned


def test_requests_that_make_no_sense_are_refused_before_a_radio_is_touched(
    tmp_path: Path,
) -> None:
    wrong: tuple[dict[str, object], ...] = (
        {"player_ids": ("not a player!",)},
        {"drill": "no_such_drill"},
        {"source": "carrier-pigeon:"},
        {"schedule": ScheduleKind.OUTSIDE_BAND},
        {"target_distance_m": -3.0},
    )
    for more in wrong:
        with pytest.raises(UsageError):
            record(request(tmp_path, **more))


def paired(name: str, player: str, side: Side) -> PairedSensor:
    return PairedSensor(name.upper(), name, "ksp", player, side, datetime(2026, 1, 1, tzinfo=UTC))


def test_whose_a_sensor_is_comes_from_the_user_then_the_pairing_then_the_source() -> None:
    found = (sensor("a", side=Side.LEFT), sensor("b", player_id="from-journal"), sensor("c"))
    pairs = (paired("b", "q", Side.RIGHT), paired("c", "q", Side.LEFT))
    legs = legs_of(found, (), (), pairs)
    assert [(leg.player_id, leg.side) for leg in legs] == [
        (None, Side.LEFT),
        ("q", Side.RIGHT),
        ("q", Side.LEFT),
    ]
    legs = legs_of(found, ("p",), (Side.RIGHT, Side.RIGHT, Side.LEFT), pairs)
    assert [(leg.player_id, leg.side) for leg in legs] == [
        ("p", Side.RIGHT),
        ("p", Side.RIGHT),
        ("p", Side.LEFT),
    ]


@pytest.mark.parametrize(
    ("players", "sides"),
    [(("p", "q", "r"), ()), ((), (Side.LEFT,)), (("p", "q", "r"), (Side.LEFT,))],
)
def test_too_many_or_too_few_legs_are_refused(
    players: tuple[str, ...], sides: tuple[Side, ...]
) -> None:
    with pytest.raises(UsageError, match="2 sensors found"):
        legs_of((sensor("a"), sensor("b")), players, sides, ())


def test_no_sensor_at_all_is_said_with_the_cure() -> None:
    with pytest.raises(SensorNotFoundError, match="kicksense scan"):
        legs_of((), (), (), ())


def test_session_ids_sort_by_time_and_are_good_file_names() -> None:
    now = datetime(2026, 11, 21, 14, 15, 2, tzinfo=UTC)
    assert new_session_id(now).startswith("20261121T141502-")
    assert len({new_session_id(now) for _ in range(20)}) > 10


PROCESS = """
import json, sys
from pathlib import Path
from kicksense.workflows.recording import record
from kicksense.workflows.recording_request import RecordRequest
def started(recorder):
    print(recorder.session_id, flush=True)
try:
    rows = record(RecordRequest(source=sys.argv[1], guided=False, data_dir=Path(sys.argv[2])),
                  on_started=started)
    print(json.dumps([row.duration_s for row in rows]), flush=True)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


ENTRIES = 45
"""As many as hold more than a second and a half of the simulated sensor."""


def entries_of(folder: Path, session_id: str) -> int:
    """Count what a recording has written so far; its journal may only just be made."""
    try:
        return len(list(read_journal(DataFolder(folder).journal_path(session_id)).entries))
    except StoreError:
        return 0


def signalled(folder: Path, *numbers: int) -> tuple[str, str, float]:
    """Record in a process of its own, send signals; give its id, last line and how long it took."""
    with subprocess.Popen(
        [sys.executable, "-c", PROCESS, "synthetic:backheel_wall_pass?rounds=1", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    ) as process:
        assert process.stdout is not None
        session_id = process.stdout.readline().strip()
        until_s = time.monotonic() + 60.0
        while entries_of(folder, session_id) < ENTRIES and time.monotonic() < until_s:
            time.sleep(0.2)
        begun_s = time.monotonic()
        for number in numbers:
            process.send_signal(number)
            time.sleep(0.005)
        said, trouble = process.communicate(timeout=60.0)
    assert process.returncode == 0, trouble
    return session_id, said.strip(), time.monotonic() - begun_s


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_hang_up_and_requests_to_end_store_the_session(tmp_path: Path, number: int) -> None:
    _, said, _ = signalled(tmp_path, number)
    (duration_s,) = json.loads(said)
    assert duration_s > 1.0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_a_second_ctrl_c_ends_at_once_and_the_next_start_stores_the_session(
    tmp_path: Path,
) -> None:
    session_id, said, took_s = signalled(tmp_path, signal.SIGINT, signal.SIGINT)
    assert said == "interrupted"
    assert took_s < 10.0
    assert entries_of(tmp_path, session_id) >= ENTRIES
    shutil.rmtree(tmp_path / "live", ignore_errors=True)
    record(request(tmp_path, seconds=2.0))
    sessions = open_library(DataFolder(tmp_path)).catalogue.sessions()
    assert session_id in {row.live.group_id for row in sessions if row.live is not None}


def drill_with_quick_cues(folder: Path) -> str:
    plan = (place_of("drills") / "back_post_run.yaml").read_text("utf-8")
    plan = re.sub(r"^name: .*", "name: quick_cues", plan, flags=re.MULTILINE)
    plan = re.sub(r"wait_s: \[.*?\]", "wait_s: [0.3, 0.6]", plan)
    own = DataFolder(folder).root / "drills"
    own.mkdir(parents=True)
    (own / "quick_cues.yaml").write_text(plan, "utf-8")
    return "quick_cues"


@pytest.mark.slow
def test_cues_of_a_drill_are_given_and_stored_with_the_session(tmp_path: Path) -> None:
    drill = drill_with_quick_cues(tmp_path)
    source = "synthetic:partner_pass?seconds=5&rounds=1"
    (row,) = record(request(tmp_path, source=source, drill=drill, level=2, cues=True))
    markers = read_markers(DataFolder(tmp_path), row.id)
    assert len(markers) >= 4
    assert {marker.kind for marker in markers} == {MarkerKind.CUE}
    assert {marker.origin for marker in markers} == {BEEP}
    assert row.live is not None
    assert (row.live.drill, row.live.level) == (drill, 2)


def test_cues_are_given_by_default_to_real_sensors_of_a_drill_that_has_some(tmp_path: Path) -> None:
    with_cues = request(tmp_path, source="ble:", drill="back_post_run")
    assert with_cues.given_cues is not None
    assert replace(with_cues, cues=False).given_cues is None
    assert replace(with_cues, drill="partner_pass").given_cues is None
    assert request(tmp_path, drill="back_post_run").given_cues is None


def test_cues_of_a_drill_that_has_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no cues to give"):
        record(request(tmp_path, drill="partner_pass", cues=True))
