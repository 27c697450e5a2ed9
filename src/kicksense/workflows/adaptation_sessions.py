"""What a stored session tells of its player: its general report, its labels, its wall."""

from dataclasses import dataclass

from kicksense.coaching.drills import at_level
from kicksense.domain.kick import SessionReport
from kicksense.domain.labels import LabelSet
from kicksense.errors import UsageError
from kicksense.store.labels import read_labels
from kicksense.store.session_row import SessionRow
from kicksense.workflows.adaptation_evidence import WallRequest, kicks_labelled
from kicksense.workflows.analysis import analyze_recording
from kicksense.workflows.drills import drill_of
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.sessions import Sessions, recording_of


@dataclass(frozen=True, slots=True)
class WallDrill:
    """A session of a drill with a wall, which says itself where that was.

    Attributes
    ----------
    kicks
        Numbers of those against the wall, from 1; empty for all.
    """

    kicks: tuple[int, ...] = ()


def wall_of_session(sessions: Sessions, row: SessionRow, asked: WallDrill) -> WallRequest:
    """Give where the wall was, from the drill that the session was recorded with.

    Parameters
    ----------
    sessions
        The store.
    row
        The session.
    asked
        Which kicks went there.

    Returns
    -------
    wall
        Its distance and surface: what was said at the recording, else the drill's own.

    Raises
    ------
    UsageError
        If the session has no drill, or one without a wall.
    """
    live = row.live
    if live is None or live.drill is None:
        raise UsageError(
            f"session {row.id} was not recorded with a drill; say how far the wall was: --wall 4."
        )
    drill = drill_of(live.drill, sessions.folder.root)
    if live.level is not None:
        drill = at_level(drill, live.level)
    distance_m = live.target_distance_m or drill.target_distance_m
    if not drill.wall or distance_m is None:
        raise UsageError(
            f"the drill {drill.name} of session {row.id} has no wall that the ball comes back from;"
            " name a session of a wall drill, or say how far the wall was: --wall 4."
        )
    return WallRequest(distance_m, live.surface or drill.surface, asked.kicks)


def kick_labels_of(sessions: Sessions, row: SessionRow) -> tuple[LabelSet, ...]:
    """Give the stored labels of a session that speak of kicks.

    Parameters
    ----------
    sessions
        The store.
    row
        The session; where one file holds both legs, labels of the other one are left out.

    Returns
    -------
    label_sets
        One for each labeller, oldest first.

    Raises
    ------
    StoreError
        If a file of labels is damaged.
    """
    return tuple(
        labels
        for labels in read_labels(sessions.folder, row.fingerprint)
        if labels.session_id in ("", row.id) and kicks_labelled(labels)
    )


def general_report(sessions: Sessions, row: SessionRow) -> SessionReport:
    """Analyze a session as for a player of whom nothing is known.

    Parameters
    ----------
    sessions
        The store.
    row
        The session.

    Returns
    -------
    report
        With the default settings.
    """
    return analyze_recording(recording_of(sessions, row.id), AnalysisRequest())
