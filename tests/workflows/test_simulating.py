from concurrent.futures.process import BrokenProcessPool
from dataclasses import fields, replace
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from kicksense.domain.kick import Technique
from kicksense.domain.labels import EventKind, LabelSet
from kicksense.errors import SimulationError, StoreError, UsageError
from kicksense.simulation.cohort import SessionDraw, draw_sessions
from kicksense.simulation.movements import Kick, Still
from kicksense.simulation.plans import drill_names
from kicksense.simulation.sensor import Device
from kicksense.simulation.session import Engine, SimulatedSession, simulate_session
from kicksense.store.folder import DataFolder
from kicksense.store.labels import content_digest, read_labels
from kicksense.store.library import open_library
from kicksense.store.markers import read_markers
from kicksense.workflows.datasets import SIMULATED, open_dataset
from kicksense.workflows.simulating import (
    SimulationRequest,
    SimulationSummary,
    session_names,
    simulate_library,
    truth_labels,
)
from tests.store.recordings_made import counted_recording

PLAN = (Still(0.5), Kick(Technique.HEEL), Still(0.8))


def short_draws(
    players: int, drill: str, seed: int, *, sessions_per_player: int = 1
) -> tuple[SessionDraw, ...]:
    """Draw as the program does, and let everybody kick once alone, so that it takes no time."""
    draws = draw_sessions(players, drill, seed, sessions_per_player=sessions_per_player)
    return tuple(
        replace(
            draw,
            plan=PLAN,
            scripted=False,
            device=replace(draw.device, rate_hz=100.0, long_gaps=0, loss_ratio=0.0),
        )
        for draw in draws
    )


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kicksense.workflows.simulating.draw_sessions", short_draws)


def simulate(folder: Path, players: int = 1, **changed: object) -> SimulationSummary:
    request = SimulationRequest(players, "free_play", 5)
    request = replace(request, **changed)  # type: ignore[arg-type]
    return simulate_library(request, folder, lambda _done, _total: None)


def labels_in(folder: Path) -> dict[str, LabelSet]:
    rows = open_library(DataFolder(folder)).catalogue.sessions()
    return {row.name: read_labels(DataFolder(folder), row.fingerprint)[0] for row in rows}


def test_a_simulation_is_a_data_folder_with_the_truth_as_labels(tmp_path: Path) -> None:
    summary = simulate(tmp_path / "a")
    assert (summary.recordings, summary.kept, summary.kicks) == (1, 0, 1)
    assert summary.minutes > 0.05
    assert summary.real_time_factor > 0.0
    library = open_library(DataFolder(tmp_path / "a"))
    (row,) = library.catalogue.sessions()
    assert row.simulated
    assert row.player_id == "sim-5-000"
    assert "simulated; no player" in library.read(row.id).source.remarks[0]
    (labels,) = read_labels(library.folder, row.fingerprint)
    (kick,) = [event for event in labels.events if event.kind is EventKind.KICK]
    assert kick.technique is Technique.HEEL
    assert kick.foot_speed_mps is not None
    assert kick.foot_speed_mps > 1.0
    assert (labels.labeller, labels.complete) == ("simulation", True)
    assert [span.movement for span in labels.spans] == [movement.name for movement in PLAN]
    (entry,) = open_dataset((tmp_path / "a",)).entries
    assert entry.source == SIMULATED


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulate in this process: starting others takes longer than these sessions."""
    monkeypatch.setattr("kicksense.workflows.simulating.worker_count", lambda: 1)


@pytest.mark.usefixtures("alone")
def test_the_same_seed_gives_the_same_recordings_and_labels(tmp_path: Path) -> None:
    for name in "ab":
        simulate(tmp_path / name, sessions_per_player=2)
    first, second = labels_in(tmp_path / "a"), labels_in(tmp_path / "b")
    assert {n: content_digest(said) for n, said in first.items()} == {
        n: content_digest(said) for n, said in second.items()
    }
    datasets = [open_dataset((tmp_path / name,)) for name in "ab"]
    assert datasets[0].fingerprint == datasets[1].fingerprint
    assert len(first) == 2


def test_another_seed_gives_other_players(tmp_path: Path) -> None:
    simulate(tmp_path)
    simulate(tmp_path, seed=6)
    dataset = open_dataset((tmp_path,))
    assert dataset.players == ("sim-5-000", "sim-6-000")
    assert len({entry.fingerprint for entry in dataset.entries}) == 2


def test_what_is_there_is_kept_and_the_rest_is_done(tmp_path: Path) -> None:
    simulate(tmp_path)
    (row,) = open_library(DataFolder(tmp_path)).catalogue.sessions()
    written = DataFolder(tmp_path).recording_path(row.id).stat().st_mtime_ns
    summary = simulate(tmp_path, players=2)
    assert (summary.recordings, summary.kept, summary.kicks) == (2, 1, 1)
    assert DataFolder(tmp_path).recording_path(row.id).stat().st_mtime_ns == written
    again = simulate(tmp_path, players=2)
    assert (again.recordings, again.kept, again.minutes) == (2, 2, 0.0)
    assert np.isnan(again.real_time_factor)


def test_a_recording_that_was_stopped_before_its_labels_gets_them(tmp_path: Path) -> None:
    simulate(tmp_path)
    before = labels_in(tmp_path)
    (path,) = (tmp_path / "labels").rglob("*.json")
    path.unlink()
    path.parent.rmdir()
    assert simulate(tmp_path).kept == 0
    after = labels_in(tmp_path)
    assert [content_digest(said) for said in after.values()] == [
        content_digest(said) for said in before.values()
    ]


def test_several_processes_make_what_one_makes(tmp_path: Path) -> None:
    counts: list[tuple[int, int]] = []
    request = SimulationRequest(3, "free_play", 5)
    simulate_library(request, tmp_path / "many", lambda *count: counts.append(count))
    assert counts == [(0, 3), (1, 3), (2, 3), (3, 3)]
    for players in (1, 2, 3):
        simulate(tmp_path / "one", players=players)
    assert (
        open_dataset((tmp_path / "many",)).fingerprint
        == open_dataset((tmp_path / "one",)).fingerprint
    )


def test_a_stop_in_the_middle_loses_nothing_that_is_complete(tmp_path: Path) -> None:
    def stop_after_the_first(done: int, _total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_library(SimulationRequest(12, "free_play", 5), tmp_path, stop_after_the_first)
    there = open_dataset((tmp_path,))
    assert 1 <= len(there.entries) < 12
    assert all(len(there.read(entry).recording) > 100 for entry in there.entries)
    assert simulate(tmp_path).kept == 1
    assert not list(tmp_path.rglob("*.part"))


def test_a_worker_that_the_system_stops_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pooled(*_args: object) -> NoReturn:
        raise BrokenProcessPool

    monkeypatch.setattr("kicksense.workflows.simulating.pooled", pooled)
    with pytest.raises(StoreError, match="what is complete was kept"):
        simulate(tmp_path, players=2)


@pytest.mark.usefixtures("alone")
def test_a_session_that_cannot_be_simulated_is_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws = short_draws(2, "free_play", 5)

    def failing(plan: object, player: object, device: object, seed: int, **more: object) -> object:
        if seed == draws[0].seed:
            raise SimulationError(f"seed {seed}: unstable")
        return simulate_session(plan, player, device, seed, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("kicksense.workflows.simulating.simulate_session", failing)
        summary = simulate(tmp_path, players=2)
    assert summary.recordings == 1
    assert len(labels_in(tmp_path)) == 1
    ((name, trouble),) = summary.left_out
    assert name.startswith(draws[0].player_id)
    assert str(draws[0].seed) in trouble
    again = simulate(tmp_path, players=2)
    assert (again.recordings, again.kept, again.left_out) == (2, 1, ())


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("x")
    with pytest.raises(UsageError, match="holds something else; name a new or empty folder"):
        simulate(tmp_path)
    with pytest.raises(UsageError, match="is a file; name a folder with --out"):
        simulate(tmp_path / "thesis.doc")
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / "song.mp3").write_text("x")
    with pytest.raises(UsageError, match="holds something else"):
        simulate(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["recordings", "thesis.doc"]


def test_recordings_of_people_are_not_mixed_with_simulated_ones(tmp_path: Path) -> None:
    open_library(DataFolder(tmp_path)).store(counted_recording())
    with pytest.raises(UsageError, match="recordings of people"):
        simulate(tmp_path)
    assert len(open_library(DataFolder(tmp_path)).catalogue.sessions()) == 1


@pytest.mark.parametrize("stopped_at_once", [False, True])
def test_an_empty_folder_is_filled(stopped_at_once: bool, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    if stopped_at_once:
        (tmp_path / "new" / "recordings").mkdir()
    assert simulate(tmp_path / "new").recordings == 1


def test_a_full_disk_is_one_sentence_and_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> NoReturn:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(StoreError, match="the disk is full; free some space"):
            simulate(tmp_path)
    assert simulate(tmp_path).kept == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"players": 0}, "--players must be from 1 to 10000, not 0"),
        ({"players": 10**9}, "--players must be from 1"),
        ({"seed": -1}, "--seed must be from 0"),
        ({"seed": 2**63}, "--seed must be from 0"),
        ({"sessions_per_player": 0}, "--sessions-per-player must be from 1"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(wrong: dict[str, int], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        replace(SimulationRequest(1, "free_play", 1), **wrong)  # type: ignore[arg-type]


def test_an_unknown_drill_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no drill 'chess'"):
        simulate(tmp_path / "a", drill="chess")
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("drill", drill_names())
def test_names_of_sessions_follow_from_what_is_drawn(drill: str) -> None:
    first, second = (draw_sessions(2, drill, 3, sessions_per_player=2) for _ in range(2))
    names = session_names(first, Engine.KINEMATIC)
    assert names == session_names(second, Engine.KINEMATIC)
    assert len({*names, *session_names(first, Engine.PHYSICS)}) == 8
    changed = replace(first[0], player=replace(first[0].player, height_m=1.0))
    assert session_names([changed], Engine.KINEMATIC)[0] not in names


def played() -> tuple[SessionDraw, SimulatedSession]:
    (draw,) = short_draws(1, "free_play", 5)
    return draw, simulate_session(draw.plan, draw.player, draw.device, draw.seed)


def test_nothing_that_a_person_would_have_to_measure_is_in_the_labels() -> None:
    draw, session = played()
    labels = truth_labels(session, draw, Engine.KINEMATIC)
    assert set(labels.groups) == {
        "side", "age", "mount", "rate", "acc_range", "faults", "drill", "engine",
    }  # fmt: skip
    said = repr(labels)
    for own in fields(draw.player):
        value = getattr(draw.player, own.name)
        if isinstance(value, float):
            assert repr(value) not in said


def test_what_the_simulation_does_not_know_is_not_a_number_in_the_labels() -> None:
    draw, session = played()
    unknown = tuple(replace(event, ball_speed_mps=float("nan")) for event in session.truth)
    labels = truth_labels(replace(session, truth=unknown), draw, Engine.KINEMATIC)
    assert all(event.ball_speed_mps is None for event in labels.events)


def test_a_drill_is_stored_with_what_was_marked_and_who_played_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(*_: object, **__: object) -> tuple[SessionDraw, ...]:
        (draw,) = draw_sessions(1, "shadow_defender", 5)
        return (replace(draw, device=Device(rate_hz=100.0)),)

    monkeypatch.setattr("kicksense.workflows.simulating.draw_sessions", drawn)
    simulate(tmp_path / "a", drill="shadow_defender")
    folder = DataFolder(tmp_path / "a")
    rows = {row.player_id: row for row in open_library(folder).catalogue.sessions()}
    assert set(rows) == {"sim-5-000", "sim-5-000-other-1"}
    own, other = rows["sim-5-000"], rows["sim-5-000-other-1"]
    assert own.live is not None
    assert other.live is not None
    assert own.live.group_id == other.live.group_id
    assert own.live.drill == "shadow_defender"
    markers = read_markers(folder, own.id)
    assert len(markers) == 8
    assert markers == read_markers(folder, other.id)
    assert all(0.0 < marker.t_s < own.duration_s for marker in markers)
