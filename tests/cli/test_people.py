"""Players and the bin on the command line."""

import re
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kicksense.cli.app import app
from kicksense.store.session_row import SessionRow
from kicksense.workflows.notes import TypedNote, keep_typed, remove_note
from kicksense.workflows.sessions import Sessions, list_sessions
from tests.people_made import store_of_two

Two = tuple[Sessions, dict[str, SessionRow]]


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return store_of_two(tmp_path / "data")


def asked(two: Two, *words: object, answer: str | None = None) -> tuple[int, str, str]:
    given = [*map(str, words), "--data-dir", str(two[0].folder.root)]
    outcome = CliRunner().invoke(app, given, input=answer)
    return outcome.exit_code, outcome.stdout, outcome.stderr


def ids(two: Two) -> set[str | None]:
    return {row.player_id for row in list_sessions(two[0])}


def test_players_are_listed_with_what_is_kept_and_what_holds(two: Two) -> None:
    code, said, _ = asked(two, "player", "list")
    assert code == 0
    assert re.search(
        r"p07 +2 sessions, 0 kicks \(2 sessions to be looked at\), \d+\.\d MB; consents: video",
        said,
    )
    assert re.search(r"p08 +1 session, 0 kicks", said)


def test_a_consent_is_given_shown_and_withdrawn(two: Two) -> None:
    code, said, _ = asked(two, "player", "consent", "p09", "--give", "coach", "--born", 1999)
    assert code == 0
    assert "p09, born: 1999" in said
    assert re.search(r"coach: given \d{4}-\d\d-\d\d by self, text 1\n", said)
    _, said, _ = asked(two, "player", "consent", "p09", "--withdraw", "coach")
    assert re.search(r"coach: given .* withdrawn \d{4}-\d\d-\d\d", said)


def test_a_child_cannot_consent_alone(two: Two) -> None:
    words = ("player", "consent", "p09", "--give", "video", "--born", 2018)
    code, _, trouble = asked(two, *words)
    assert code != 0
    assert "parent or guardian has to agree" in trouble
    code, said, _ = asked(two, *words, "--guardian")
    assert code == 0
    assert "by guardian" in said


def test_whoever_does_not_say_the_birth_year_cannot_consent_alone(two: Two) -> None:
    words = ("player", "consent", "p09", "--give", "coach")
    code, _, trouble = asked(two, *words)
    assert code != 0
    assert "in which year player p09 was born" in trouble
    assert "--born" in trouble
    code, said, _ = asked(two, *words, "--guardian")
    assert code == 0
    assert "by guardian" in said


def test_a_consent_that_a_child_gave_alone_is_not_listed(two: Two) -> None:
    asked(two, "player", "consent", "p09", "--give", "coach", "--born", 1999)
    assert "consents: coach" in asked(two, "player", "list")[1]
    asked(two, "player", "consent", "p09", "--born", 2018)
    assert "consents: coach" not in asked(two, "player", "list")[1]


def test_a_consent_is_not_given_and_withdrawn_at_once(two: Two) -> None:
    words = ("player", "consent", "p09", "--give", "video", "--withdraw", "video")
    code, _, trouble = asked(two, *words)
    assert code != 0
    assert "name it once" in trouble


def test_a_player_is_erased_only_when_somebody_agrees(two: Two) -> None:
    code, _, trouble = asked(two, "player", "erase", "p07", answer="n\n")
    assert code != 0
    assert "nothing was done" in trouble
    code, _, trouble = asked(two, "player", "erase", "p07", answer="")
    assert code != 0
    assert "--yes" in trouble
    assert ids(two) == {"p07", "p08"}
    code, said, _ = asked(two, "player", "erase", "p07", "--yes")
    assert code == 0
    assert "In the bin until" in said
    assert ids(two) == {"p08"}


def test_what_was_erased_is_listed_restored_and_emptied(two: Two) -> None:
    row = two[1]["alone"]
    _, said, _ = asked(two, "player", "erase", "p07", "--session", row.id, "--yes")
    (bin_id,) = re.findall(r"kicksense bin restore (\S+?)`", said)
    _, said, _ = asked(two, "bin", "list")
    assert f"{bin_id}  " in said
    assert "1 session, " in said
    code, said, _ = asked(two, "bin", "restore", bin_id)
    assert (code, "back where it was" in said) == (0, True)
    assert len(list_sessions(two[0])) == 3
    _, said, _ = asked(two, "bin", "list")
    asked(two, "player", "erase", "p07", "--yes")
    code, said, _ = asked(two, "bin", "empty", "--yes")
    assert (code, "deleted for good" in said) == (0, True)
    _, said, _ = asked(two, "bin", "list")
    assert said == "The bin is empty.\n"


def test_a_session_of_somebody_else_is_not_erased_by_mistake(two: Two) -> None:
    words = ("player", "erase", "p08", "--session", two[1]["alone"].id, "--yes")
    code, _, trouble = asked(two, *words)
    assert code != 0
    assert "is not of player 'p08'" in trouble
    assert len(list_sessions(two[0])) == 3


def test_a_player_is_exported_and_no_file_is_written_over(two: Two, tmp_path: Path) -> None:
    path = tmp_path / "mine.zip"
    code, said, _ = asked(two, "player", "export", "p07", "-o", path)
    assert (code, "2 sessions of p07" in said) == (0, True)
    with zipfile.ZipFile(path) as archive:
        assert "README.txt" in archive.namelist()
    before = path.read_bytes()
    code, _, trouble = asked(two, "player", "export", "p07", "-o", path)
    assert code != 0
    assert "is there already" in trouble
    assert path.read_bytes() == before


@pytest.mark.parametrize("bin_id", ["..", "nothing", "20260101T000000-00000000"])
def test_what_is_not_in_the_bin_is_told(two: Two, bin_id: str) -> None:
    for words in (("restore", bin_id), ("empty", bin_id, "--yes")):
        code, _, trouble = asked(two, "bin", *words)
        assert code != 0
        assert "in the bin" in trouble


def test_what_is_not_in_the_bin_is_told_before_anything_is_asked(two: Two) -> None:
    code, said, trouble = asked(two, "bin", "empty", "20260101T000000-00000000", answer="y\n")
    assert code != 0
    assert "in the bin" in trouble
    assert "for good" not in said


def test_an_empty_bin_asks_nothing(two: Two) -> None:
    assert asked(two, "bin", "empty")[:2] == (0, "The bin is empty.\n")


def test_one_wrong_id_among_others_deletes_nothing(two: Two) -> None:
    _, said, _ = asked(two, "player", "erase", "p07", "--yes")
    (bin_id,) = re.findall(r"kicksense bin restore (\S+?)`", said)
    code, _, _ = asked(two, "bin", "empty", bin_id, "20260101T000000-00000000", "--yes")
    assert code != 0
    assert bin_id in asked(two, "bin", "list")[1]


def test_what_would_be_deleted_is_shown_with_the_question(two: Two) -> None:
    _, said, _ = asked(two, "player", "erase", "p07", "--yes")
    (bin_id,) = re.findall(r"kicksense bin restore (\S+?)`", said)
    code, said, trouble = asked(two, "bin", "empty", bin_id, bin_id, answer="n\n")
    assert (code != 0, said.count(bin_id), "nothing was done" in trouble) == (True, 1, True)
    code, said, _ = asked(two, "bin", "empty", bin_id, bin_id, answer="y\n")
    assert (code, "1 deleted for good" in said) == (0, True)
    assert asked(two, "bin", "list")[1] == "The bin is empty.\n"


def test_a_note_in_the_bin_is_called_a_note(two: Two) -> None:
    store, row = two[0], two[1]["alone"]
    typed = TypedNote(id="0" * 16, t_s=1.0, text="look up", kick=None, revision=0, writer="f" * 16)
    keep_typed(store, row.id, typed, author="coach")
    remove_note(store, row.id, typed.id)
    _, said, _ = asked(two, "bin", "list")
    assert f"note in session {row.name}, 0.0 MB" in said
