from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from kicksense.domain.anatomy import Side
from kicksense.domain.live import Marker, MarkerKind
from kicksense.domain.notifications import Notification
from kicksense.domain.signals import Recording
from kicksense.errors import StoreError
from kicksense.protocol.codec import StreamOptions
from kicksense.protocol.families import FAMILIES
from kicksense.store.folder import DataFolder
from kicksense.store.journal import JournalWriter, read_journal
from kicksense.store.journals import journals_in
from kicksense.store.library import Library, Stored, open_library
from kicksense.store.markers import read_markers
from kicksense.store.recording_notes import LiveNote
from kicksense.workflows.analysis import analyze_recording
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.sealing import seal, seal_journal
from kicksense.workflows.session_requests import by_group
from kicksense.workflows.sessions import find_session, list_sessions, open_sessions
from tests.builders import kicking_session
from tests.workflows.journals_made import (
    STARTED_NS,
    Worn,
    header_of,
    journal_of,
    notifications_of,
    swaying,
)
from tests.workflows.looked import report_of


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return open_library(DataFolder(tmp_path / "store"))


def path_in(library: Library, session_id: str = "20250301-0930") -> Path:
    return library.folder.journal_path(session_id)


def sealed_journals(library: Library) -> dict[str, int]:
    with library.catalogue.reading() as connection:
        return journals_in(connection)


@pytest.mark.parametrize("family", [family.name for family in FAMILIES])
def test_what_each_family_sent_is_stored_as_it_was_sampled(library: Library, family: str) -> None:
    leg = swaying(family, 12.0, side=Side.LEFT)
    sealed = seal_journal(journal_of(path_in(library), leg), library)
    assert sealed.refusals == ()
    (row,) = sealed.rows
    recording = library.read(row.id)
    rate_hz = leg.rate_hz
    assert recording.sampling_rate_hz == pytest.approx(rate_hz, rel=0.005)
    assert recording.start_time_s == pytest.approx(1.0, abs=0.05)
    assert recording.quality.lost_ratio == 0.0
    counts = len(recording)
    assert counts >= 0.98 * len(leg.acc_mps2)
    acc_off = np.abs(recording.acc_mps2 - leg.acc_mps2[:counts]).max()
    assert acc_off < 0.03
    gyr = recording.gyr_radps
    near = min(
        np.abs(gyr[50:-50] - leg.gyr_radps[50 + shift : counts - 50 + shift]).max()
        for shift in range(-3, 4)
    )
    assert near < 0.03


def test_the_catalogue_knows_what_was_recorded_live(library: Library) -> None:
    leg = swaying("ksp", 3.0, side=Side.LEFT, player_id="p1")
    (row,) = seal(journal_of(path_in(library), leg), library.folder)
    assert (row.side, row.player_id, row.kind, row.simulated) == (Side.LEFT, "p1", "journal", True)
    assert row.name == "20250301-0930"
    assert row.live is not None
    assert row.live.group_id == "20250301-0930"
    assert row.live.started_utc == datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
    assert (row.live.sensor, row.live.drill, row.live.level) == ("AA:01", "wall_pass", 3)
    assert (row.live.target_distance_m, row.live.surface) == (7.5, "short_grass")
    sessions = open_sessions(library.folder.root)
    assert list_sessions(sessions) == (row,)
    assert find_session(sessions, "20250301-0930") == row


def test_several_sensors_become_sessions_of_one_group_on_one_clock(library: Library) -> None:
    legs = (
        swaying("ksp", 6.0, side=Side.LEFT, player_id="p1"),
        swaying("polar", 6.0, sensor="AA:02", side=Side.RIGHT, player_id="p1"),
        swaying("movesense", 6.0, sensor="AA:03", player_id="p2"),
    )
    rows = seal(journal_of(path_in(library), *legs), library.folder)
    assert [row.side for row in rows] == [Side.LEFT, Side.RIGHT, None]
    assert [row.name for row in rows] == [f"20250301-0930-KICK-{n}" for n in (1, 2, 3)]
    assert len({row.fingerprint for row in rows}) == 3
    assert set(by_group(library.catalogue.sessions())["20250301-0930"]) == set(rows)
    starts = [library.read(row.id).start_time_s for row in rows]
    assert np.ptp(starts) < 0.03


def test_sealing_again_changes_nothing(library: Library) -> None:
    path = journal_of(path_in(library), swaying("ksp", 3.0), swaying("polar", 3.0, sensor="AA:02"))
    before = path.read_bytes()
    first = seal(path, library.folder)
    files = {one.name: one.read_bytes() for one in library.folder.recordings_path.iterdir()}
    assert seal(path, library.folder) == first
    assert {one.name: one.read_bytes() for one in library.folder.recordings_path.iterdir()} == files
    assert path.read_bytes() == before


def test_a_sealing_that_was_stopped_in_the_middle_can_be_repeated(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    legs = (swaying("ksp", 3.0), swaying("polar", 3.0, sensor="AA:02"))
    path = journal_of(path_in(library), *legs)
    real = Library.store
    calls = iter((True, False))

    def stopped(
        self: Library, recording: Recording, player_id: str | None, live: LiveNote
    ) -> Stored:
        if next(calls):
            return real(self, recording, player_id, live)
        raise KeyboardInterrupt

    monkeypatch.setattr(Library, "store", stopped)
    with pytest.raises(KeyboardInterrupt):
        seal(path, library.folder)
    monkeypatch.undo()
    assert len(by_group(library.catalogue.sessions())["20250301-0930"]) == 1
    assert sealed_journals(library) == {}
    rows = seal(path, library.folder)
    assert set(by_group(library.catalogue.sessions())["20250301-0930"]) == set(rows)
    assert len(rows) == 2
    assert sealed_journals(library) == {"20250301-0930": path.stat().st_size}


def test_a_sensor_that_sent_too_little_is_said_and_stops_nobody(library: Library) -> None:
    legs = (
        swaying("ksp", 3.0),
        swaying("ksp", 0.2, sensor="AA:02"),
        swaying("ksp", 0.0, sensor="AA:03"),
        replace(swaying("ksp", 3.0, sensor="AA:04"), family="ksp"),
    )
    path = journal_of(path_in(library), *legs)
    sealed = seal_journal(path, library)
    assert [row.live.sensor for row in sealed.rows if row.live] == ["AA:01", "AA:04"]
    assert [name for name, _ in sealed.refusals] == ["KICK-2", "KICK-3"]
    assert "Only" in sealed.refusals[0][1]
    assert "No samples came" in sealed.refusals[1][1]


def test_a_family_that_this_program_does_not_know_is_said(library: Library) -> None:
    path = path_in(library)
    header = header_of(swaying("ksp", 1.0))
    unknown = replace(header, sensors=(replace(header.sensors[0], family="telepathy"),))
    JournalWriter.create(path, unknown).close()
    sealed = seal_journal(path, library)
    assert sealed.rows == ()
    assert "no sensor family" in sealed.refusals[0][1]


def with_notes(library: Library, leg: Worn, *notes: tuple[str, dict[str, object], float]) -> Path:
    """Write a journal with notes at their times among the notifications."""
    path = path_in(library)
    rest = sorted(notes, key=lambda note: note[2])
    with JournalWriter.create(path, header_of(leg)) as writer:
        for one in notifications_of(leg):
            while rest and STARTED_NS + rest[0][2] * 1e9 <= one.arrived_ns:
                kind, document, at_s = rest.pop(0)
                writer.note(kind, document, STARTED_NS + round(at_s * 1e9))  # type: ignore[arg-type]  # also what is no JSON value of its kind
            writer.append(one)
    return path


def test_markers_are_stored_and_nonsense_among_them_is_left_out(library: Library) -> None:
    leg = swaying("ksp", 4.0)
    path = with_notes(
        library,
        leg,
        ("marker", {"t_s": 2.5, "kind": "note", "text": "wet", "origin": "keyboard"}, 2.5),
        ("marker", {"t_s": 1.5, "kind": "cue", "text": "", "origin": "beep"}, 1.6),
        ("marker", {"t_s": "soon", "kind": "cue"}, 1.7),
        ("marker", {"t_s": 1e300, "kind": "cue"}, 1.7),
        ("marker", {"t_s": True, "kind": "cue"}, 1.7),
        ("marker", {"t_s": 1.0, "kind": "spell"}, 1.8),
        ("marker", {"t_s": 1.0, "kind": "cue", "text": 7}, 1.8),
        ("marker", {}, 1.9),
        ("stage", {"stage": "recording", "t_s": 2.0}, 2.0),
    )
    sealed = seal_journal(path, library)
    assert sealed.markers == 2
    assert read_markers(library.folder, sealed.rows[0].id) == (
        Marker(1.5, MarkerKind.CUE, "", "beep"),
        Marker(2.5, MarkerKind.NOTE, "wet", "keyboard"),
    )


def test_a_lost_link_is_a_gap_and_is_said(library: Library) -> None:
    leg = swaying("ksp", 20.0)
    path = path_in(library)
    lost_ns, back_ns = STARTED_NS + 8_000_000_000, STARTED_NS + 11_000_000_000
    with JournalWriter.create(path, header_of(leg)) as writer:
        said = False
        for one in notifications_of(leg):
            if lost_ns <= one.arrived_ns < back_ns:
                if not said:
                    link = {"sensor": leg.sensor, "state": "lost", "detail": ""}
                    writer.note("link", link, one.arrived_ns)
                    said = True
                continue
            writer.append(one)
    (row,) = seal(path, library.folder)
    recording = library.read(row.id)
    assert len(recording) == len(leg.acc_mps2)
    gap = np.flatnonzero(~recording.measured) / recording.sampling_rate_hz
    assert gap[0] + recording.start_time_s == pytest.approx(8.0, abs=0.05)
    assert len(gap) / recording.sampling_rate_hz == pytest.approx(3.0, abs=0.05)
    assert any("link was lost once" in remark for remark in recording.quality.remarks)


def test_bytes_that_make_no_sense_are_counted_and_lose_nothing_else(library: Library) -> None:
    leg = swaying("ksp", 4.0)
    path = path_in(library)
    with JournalWriter.create(path, header_of(leg)) as writer:
        for number, one in enumerate(notifications_of(leg)):
            writer.append(one)
            if number % 20 == 10:
                writer.append(replace(one, payload=b"\xff" * 5))
                writer.append(replace(one, payload=b""))
                writer.append(replace(one, sensor="a stranger"))
    (row,) = seal(path, library.folder)
    recording = library.read(row.id)
    assert recording.quality.lost_ratio == 0.0
    assert np.abs(recording.acc_mps2 - leg.acc_mps2[: len(recording)]).max() < 0.03
    assert any("made no sense" in remark for remark in recording.source.remarks)


def test_dropped_packets_that_the_recorder_counted_are_said(library: Library) -> None:
    leg = swaying("ksp", 3.0)
    path = with_notes(library, leg, ("overflow", {"sensor": leg.sensor, "dropped": 12}, 2.0))
    (row,) = seal(path, library.folder)
    remarks = library.read(row.id).source.remarks
    assert any("12 packets were dropped" in remark for remark in remarks)


def test_a_journal_cut_off_anywhere_is_sealed_up_to_there(library: Library, tmp_path: Path) -> None:
    leg = swaying("ksp", 6.0)
    content = journal_of(tmp_path / "whole.journal", leg).read_bytes()
    for number, share in enumerate((0.5, 0.9, 0.999)):
        path = path_in(library, f"cut-{number}")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content[: int(share * len(content))])
        sealed = seal_journal(path, library)
        recording = library.read(sealed.rows[0].id)
        assert not sealed.closed
        assert len(recording) >= share * len(leg.acc_mps2) - 60
        assert np.abs(recording.acc_mps2 - leg.acc_mps2[: len(recording)]).max() < 0.03
        assert any("not ended in order" in remark for remark in recording.source.remarks)


def test_a_journal_that_is_being_written_is_left_alone(library: Library) -> None:
    writer = JournalWriter.create(path_in(library), header_of(swaying("ksp", 1.0)))
    with pytest.raises(StoreError, match="still being recorded"):
        seal(writer.path, library.folder)
    writer.close()
    assert seal(writer.path, library.folder) == ()


def test_times_that_cannot_be_are_left_out_and_said(library: Library) -> None:
    leg = swaying("ksp", 3.0)
    path = path_in(library)
    with JournalWriter.create(path, header_of(leg)) as writer:
        for one in notifications_of(leg):
            writer.append(one)
        writer.append(replace(one, arrived_ns=2**62))
        writer.append(replace(one, arrived_ns=-5))
    sealed = seal_journal(path, library)
    recording = library.read(sealed.rows[0].id)
    assert recording.quality.duration_s < 4.0
    assert any("1 records" in remark for remark in recording.source.remarks)


def test_progress_is_told_and_ends_at_one(library: Library) -> None:
    told: list[float] = []
    legs = (swaying("ksp", 100.0), swaying("ksp", 3.0, sensor="AA:02"))
    seal(journal_of(path_in(library), *legs), library.folder, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 3


def test_drift_is_taken_out_of_rate_and_times(library: Library) -> None:
    leg = swaying("ksp", 120.0)
    (row,) = seal(journal_of(path_in(library), leg, drift_ppm=150.0), library.folder)
    recording = library.read(row.id)
    assert recording.sampling_rate_hz == pytest.approx(leg.rate_hz * (1.0 + 150e-6), rel=1e-5)
    assert any("ppm fast" in remark for remark in recording.quality.remarks)


def test_a_kick_recorded_live_is_found_where_it_was(library: Library) -> None:
    session = kicking_session("instep", kicks=2)
    played = session.recording
    rate_hz = played.sampling_rate_hz
    leg = Worn(
        "AA:01",
        "ksp",
        np.array(played.acc_mps2),
        np.array(played.gyr_radps),
        StreamOptions(rate_hz=round(rate_hz)),
        side=played.placement.side,
    )
    (row,) = seal(journal_of(path_in(library), leg), library.folder)
    report = report_of(open_sessions(library.folder.root), row.id, AnalysisRequest())
    same = analyze_recording(played, AnalysisRequest())
    assert len(same.kicks) == 2
    assert [kick.technique for kick in report.kicks] == [kick.technique for kick in same.kicks]
    for live, batch in zip(report.kicks, same.kicks, strict=True):
        assert live.t_s - 1.0 == pytest.approx(batch.t_s - played.start_time_s, abs=0.02)
        # What the radio rounds can tip a branch of the trees: a step far within the interval.
        assert live.foot_speed_mps.value == pytest.approx(batch.foot_speed_mps.value, rel=0.05)


def test_notifications_of_a_read_journal_are_those_that_were_sealed(library: Library) -> None:
    leg = swaying("ksp", 2.0)
    path = journal_of(path_in(library), leg)
    read = [one for one in read_journal(path).entries if isinstance(one, Notification)]
    assert read == list(notifications_of(leg))


@pytest.mark.parametrize("family", [family.name for family in FAMILIES])
def test_no_bytes_of_a_stranger_break_the_sealing(library: Library, family: str) -> None:
    leg = swaying(family, 4.0)
    channels = [channel for channel, _ in leg.kind.channels]
    rng = np.random.default_rng(11)
    path = path_in(library)
    at_ns = STARTED_NS
    with JournalWriter.create(path, header_of(leg)) as writer:
        for one in notifications_of(leg):
            writer.append(one)
            at_ns = one.arrived_ns
            if rng.random() < 0.3:
                spoiled = bytearray(one.payload)
                if spoiled:
                    spoiled[int(rng.integers(len(spoiled)))] ^= 1 << int(rng.integers(8))
                writer.append(replace(one, payload=bytes(spoiled)))
        for _ in range(1500):
            at_ns += int(rng.integers(0, 40_000_000))
            payload = rng.bytes(int(rng.integers(0, 245)))
            channel = str(rng.choice(channels))
            writer.append(Notification(leg.sensor, channel, at_ns, at_ns, payload))
    sealed = seal_journal(path, library)
    for row in sealed.rows:
        recording = library.read(row.id)
        assert np.isfinite(recording.acc_mps2).all()
        assert recording.quality.duration_s < 60.0
