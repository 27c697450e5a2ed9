"""The pages show what `kicksense show` says: the analysis adapted to the session's player."""

from pathlib import Path

import pytest

from dashboard import stored
from kicksense.workflows.adaptation import adapt_by_mark
from kicksense.workflows.adaptation_evidence import MarkRequest
from kicksense.workflows.adaptation_memory import forget
from kicksense.workflows.options import AnalysisRequest
from tests.workflows.adaptable import PLAYER, stored_demo


def test_pages_follow_what_becomes_known_of_a_player(empty_store: Path) -> None:
    sessions, row = stored_demo(empty_store, labelled=False)
    assert stored.report(row.id, AnalysisRequest()).learnt_from == ()
    adapt_by_mark(sessions, PLAYER, row.id, MarkRequest((6.0,), kicks=(1, 2, 3)))
    adapted = stored.report(row.id, AnalysisRequest())
    assert adapted.learnt_from == (("mark", 3),)
    assert stored.report(row.id, AnalysisRequest()) is adapted
    assert stored.trace(row.id, AnalysisRequest()) is stored.trace(row.id, AnalysisRequest())
    forget(sessions, PLAYER, None)
    assert stored.report(row.id, AnalysisRequest()).learnt_from == ()


@pytest.mark.parametrize("player_id", [None, "somebody"])
def test_players_of_whom_nothing_is_known_get_the_general_analysis(
    empty_store: Path, player_id: str | None
) -> None:
    _, row = stored_demo(empty_store, labelled=False, player_id=player_id)
    report = stored.report(row.id, AnalysisRequest())
    assert report.learnt_from == ()
    assert not any("player" in remark for remark in report.quality.remarks)
