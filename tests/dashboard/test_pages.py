import stat
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import stored
from dashboard.views import import_page
from kicksense.errors import KicksenseError, StoreError
from kicksense.exchange.options import ReadOptions
from kicksense.store.places import place_of
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.practice_history import PractisedSession
from kicksense.workflows.sessions import (
    FilePreview,
    SessionRow,
    Sessions,
    list_sessions,
    open_sessions,
)
from tests.dashboard import fakes

IMPORT = "from dashboard.views import import_page\nimport_page.show()\n"


def app(**address: str) -> AppTest:
    page = AppTest.from_file(str(place_of("dashboard") / "app.py"), default_timeout=30)
    page.query_params.update(address)
    return page


def words_on(page: AppTest) -> str:
    """Everything that is said on a page."""
    kinds = (page.title, page.subheader, page.markdown, page.caption, page.info, page.error)
    return "\n".join(str(each.value) for kind in kinds for each in kind)


def test_an_empty_store_offers_the_demo_and_the_import(empty_store: Path) -> None:
    page = app().run()
    assert not page.exception
    assert [button.label for button in page.button] == [
        "Try the demo",
        "Connect a sensor",
        "Import a recording",
    ]
    assert "first swing forwards" in words_on(page)
    assert not empty_store.exists()  # looking leaves nothing behind


def test_the_demo_button_opens_the_demo_and_says_that_it_is_simulated(empty_store: Path) -> None:
    page = app().run()
    page.button[0].click().run()
    assert not page.exception
    (row,) = list_sessions(open_sessions(empty_store))
    assert row.simulated
    assert page.query_params["session"] == row.id
    assert "Simulated" in words_on(page)


def test_a_session_shows_its_kicks_and_the_first_one_closely(full_store: SessionRow) -> None:
    page = app(session=full_store.id).run()
    assert not page.exception
    assert page.metric[0].value == "6"
    ranges = {metric.label: metric.delta for metric in page.metric if "speed" in metric.label}
    assert list(ranges) == ["Typical ball speed", "Fastest ball speed"]
    assert all("to" in said or "\N{EN DASH}" in said for said in ranges.values())
    assert "Kick 1: heel" in [heading.value for heading in page.subheader]
    assert "Drill: Backheel against the wall" in words_on(page)


@pytest.mark.parametrize(
    ("asked", "shown"), [("3", "Kick 3"), ("99", "Kick 1"), ("-1", "Kick 1"), ("<b>", "Kick 1")]
)
def test_the_address_chooses_the_kick_and_nonsense_chooses_the_first(
    full_store: SessionRow, asked: str, shown: str
) -> None:
    page = app(session=full_store.id, kick=asked).run()
    assert not page.exception
    assert any(heading.value.startswith(shown) for heading in page.subheader)


def test_an_unknown_session_in_the_address_opens_the_newest(full_store: SessionRow) -> None:
    page = app(session="../../etc").run()
    assert not page.exception
    assert page.title[0].value == "garden \\<b\\>wall\\</b\\>"
    assert page.selectbox[0].value == full_store.id


def test_a_kick_without_findings_says_so(full_store: SessionRow) -> None:
    page = app(session=full_store.id, kick="2").run()
    assert "Nothing to say against this kick" in words_on(page)


def test_a_clipped_kick_says_that_its_ranges_are_wider(full_store: SessionRow) -> None:
    page = app(session=full_store.id, kick="3").run()
    assert "The sensor was at its limit in this kick" in words_on(page)


def test_no_power_is_judged_until_a_target_is_named(full_store: SessionRow) -> None:
    page = app(session=full_store.id).run()
    assert "A little too hard" not in words_on(page)
    page.selectbox(key=f"drill-{full_store.id}").select("partner_pass").run()
    assert not page.exception
    assert "A little too hard" in words_on(page)
    assert page.query_params["drill"] == "partner_pass"


def test_the_choice_of_target_comes_back_with_the_address(full_store: SessionRow) -> None:
    page = app(session=full_store.id, drill="build_out", distance="14", surface="indoor").run()
    assert page.selectbox(key=f"drill-{full_store.id}").value == "build_out"
    assert page.number_input[0].value == 14.0
    assert page.selectbox(key=f"surface-{full_store.id}").value == "indoor"


def test_nonsense_in_the_address_is_no_target(full_store: SessionRow) -> None:
    page = app(session=full_store.id, drill="x", distance="-3e99", surface="moon", side="up").run()
    assert not page.exception
    assert page.number_input[0].value is None
    assert page.query_params["session"] == full_store.id
    assert "drill" not in page.query_params


def test_what_the_numbers_rest_on_is_said_in_plain_words(full_store: SessionRow) -> None:
    said = words_on(app(session=full_store.id).run())
    assert "At rest the accelerometer reads 9.79 m/s²" in said
    assert "found from standing still and the leg swings" in said
    assert "Nobody said which leg it was" in said
    assert "The sensor sat upside down" in said
    assert "**48** x the foot hit the ground, not a ball" in said


def test_a_recording_without_kicks_says_where_to_look(
    full_store: SessionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace  # noqa: PLC0415 - used by this test alone

    def nothing(_sessions: Sessions, _id: str, request: AnalysisRequest) -> PractisedSession:
        report = replace(fakes.report(), kicks=(), other_contacts=(), session_findings=())
        return fakes.practised(full_store, request, said=report)

    monkeypatch.setattr(stored, "card_of_session", nothing)
    page = app(session=full_store.id).run()
    assert not page.exception
    assert "No kick and no other contact was found" in words_on(page)


def test_trouble_with_the_store_is_one_sentence(
    full_store: SessionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_sessions: Sessions, _id: str, _request: AnalysisRequest) -> PractisedSession:
        raise StoreError("The catalogue is damaged ![x](http://a.b/c.png).")

    monkeypatch.setattr(stored, "card_of_session", broken)
    page = app(session=full_store.id).run()
    assert not page.exception
    (error,) = page.error
    assert error.value.startswith("The catalogue is damaged")
    assert "![x](" not in error.value


def test_the_import_page_says_how_to_wear_the_sensor(empty_store: Path) -> None:
    page = AppTest.from_string(IMPORT, default_timeout=30).run()
    assert not page.exception
    assert "Import a recording" in words_on(page)
    assert "Three seconds on both feet" in words_on(page)
    assert not empty_store.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("walk.csv", "walk.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\a.csv", "a.csv"),
        ("<img src=x onerror=1>.csv", "img src_x onerror_1_.csv"),
        ("..", "recording.csv"),
        ("", "recording.csv"),
        ("\0a\n.csv", "a_.csv"),
    ],
)
def test_the_senders_name_is_never_a_path(name: str, kept: str) -> None:
    assert stored.file_name(name) == kept


def test_a_very_long_name_is_cut_and_keeps_its_ending() -> None:
    kept = stored.file_name("x" * 5000 + ".csv.gz")
    assert kept.endswith(".csv.gz")
    assert len(kept) <= 80


def test_a_dropped_file_is_private_while_it_is_read_and_gone_afterwards(
    empty_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Path, int, bytes]] = []

    def look(path: Path, _options: ReadOptions) -> FilePreview:
        seen.append((path, stat.S_IMODE(path.stat().st_mode), path.read_bytes()))
        raise StoreError("looked")

    monkeypatch.setattr(stored, "preview_file", look)
    with pytest.raises(StoreError, match="looked"):
        stored.preview("1", "../a.csv", ReadOptions(), b"content")
    ((path, mode, content),) = seen
    assert mode == 0o600
    assert content == b"content"
    assert not path.exists()
    assert not path.parent.exists()
    assert not empty_store.exists()


def test_a_full_disk_is_one_sentence(empty_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_path: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", no_room)
    with pytest.raises(StoreError, match="Make room on this computer's disk"):
        stored.accept("a.csv", ReadOptions(), b"content")
    assert not empty_store.exists()


def test_rows_keep_all_their_cells_under_names_that_come_twice_or_not_at_all() -> None:
    row = import_page.named_cells(("a", "a", ""), ("1", "2", "3", "4"))
    assert row == {"a (column 1)": "1", "a (column 2)": "2", "(column 3)": "3", "(column 4)": "4"}


def test_sentences_about_a_dropped_file_do_not_name_a_folder_nobody_can_open(
    empty_store: Path,
) -> None:
    content = b"PAR1" + b"0" * 100 + b"PAR1"
    guess = stored.preview("2", "x.parquet", ReadOptions(), content)
    assert guess.problem is not None
    assert guess.problem.startswith("x.parquet is damaged")
    with pytest.raises(KicksenseError, match=r"^x\.parquet is damaged"):
        stored.accept("x.parquet", ReadOptions(), content)
    assert list_sessions(open_sessions(empty_store)) == ()
