from dataclasses import replace
from pathlib import Path

import pytest

from kicksense.domain.kick import Estimate
from kicksense.domain.score_card import SessionMeasures
from kicksense.errors import StoreError, UsageError
from kicksense.workflows.practising import Practised
from kicksense.workflows.score_card_picture import (
    check_card_picture,
    drawn_card,
    write_card_picture,
)
from tests.practices import TARGET, kicks_at, practice
from tests.score_cards_made import CUE_DRILL, WALL_DRILL, full_card

MOMENTS = tuple(10.0 * number for number in range(1, 19))


def played(*, cues: bool = False) -> Practised:
    drill = CUE_DRILL if cues else WALL_DRILL
    card = full_card()
    if cues:
        reps = tuple(replace(rep, onset_s=0.1 * rep.number - 0.4) for rep in card.reps)
        card = replace(card, drill=drill.name, reps=reps)
    return Practised(practice(kicks=kicks_at(*MOMENTS)), drill, card, SessionMeasures(()))


def test_the_picture_shows_every_ball_with_its_interval_and_the_good_band() -> None:
    (axis,) = drawn_card(played()).axes
    points = [line for line in axis.lines if line.get_marker() not in {"None", ""}]
    assert [line.get_xdata()[0] for line in points] == list(range(1, 19))  # type: ignore[index]
    assert axis.get_title() == "Ball at the target"
    assert len(axis.collections) == 18
    low, high = (3.6 * speed for speed in TARGET.arrival_band_mps)
    (band,) = axis.patches
    edges = band.get_extents().transformed(axis.transData.inverted())
    assert (edges.y0, edges.y1) == pytest.approx((low, high))


def test_starts_are_drawn_against_what_was_asked() -> None:
    balls, starts = drawn_card(played(cues=True)).axes
    assert balls.get_title() == "Ball at the target"
    assert starts.get_title() == "Start against the cue"
    bottom, top = starts.get_ylim()
    assert bottom < -0.3
    assert top > 1.4
    assert len(starts.patches) == 1


def test_a_simulated_session_says_so_in_its_picture() -> None:
    title = drawn_card(played()).get_suptitle()
    assert title.endswith("(simulated)")
    assert title.startswith("Backheel against the wall, level 1")


def test_nothing_played_is_said_and_an_endless_interval_is_drawn() -> None:
    empty = replace(played(), card=replace(full_card(), reps=()))
    (axis,) = drawn_card(empty).axes
    assert "nothing was played" in [text.get_text() for text in axis.texts]
    fast = replace(played().report.kicks[0], arrival_speed_mps=Estimate(3.0, 2.0, float("inf")))
    endless = played()
    report = replace(endless.report, kicks=(fast, *endless.report.kicks[1:]))
    drawn_card(replace(endless, practice=replace(endless.practice, report=report)))


@pytest.mark.parametrize(("name", "start"), [("a.png", b"\x89PNG"), ("a.SVG", b"<?xml")])
def test_pictures_are_written_whole_and_always_the_same(
    name: str, start: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    write_card_picture(played(), path)
    first = path.read_bytes()
    assert first.startswith(start)
    assert list(tmp_path.iterdir()) == [path]
    if name.endswith("png"):
        write_card_picture(played(), path)
        assert path.read_bytes() == first


@pytest.mark.parametrize("name", ["a.jpg", "a", ".png.txt"])
def test_a_name_that_is_no_pictures_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.png or \.svg was expected"):
        check_card_picture(tmp_path / name)


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        write_card_picture(played(), tmp_path / "no" / "a.png")
