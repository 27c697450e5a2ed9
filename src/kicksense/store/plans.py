"""Drills that a coach plans for players, one small JSON file each: ``plans/<player>/<id>.json``.

Plans cannot be computed again. Each carries a revision: whoever saves one that somebody else has
changed meanwhile is told, and both versions stay.
"""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from kicksense.errors import StoreError
from kicksense.store.documents import Form, Part, PlayerId
from kicksense.store.edited import document_of, edited_in, readable
from kicksense.store.editing import alone, check_revision
from kicksense.store.folder import DataFolder

PLAN_FORMAT: Final = 1
"""Version of the files' form; raised whenever an older kicksense could misread it."""

MAX_NOTE_LETTERS: Final = 1000
"""Longest note on a plan."""

MAX_REPETITIONS: Final = 1000
"""More than anybody plays in a session."""

MAX_LEVEL: Final = 20
"""More levels than a plan of a drill can have."""

MAX_NAME_LETTERS: Final = 64
"""Longest word for who made a plan."""

_FOLDER_NAME: Final = "plans"
_SUFFIX: Final = ".json"
_PLAYER: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_PLAN: Final = re.compile(r"[0-9a-f]{12}")
_DOTS: Final = re.compile(r"\.+")
_ID_BYTES: Final = 6


@dataclass(frozen=True, slots=True)
class PlannedDrill:
    """A drill that a player is to play.

    Attributes
    ----------
    id
        Of the plan; by `new_plan_id`.
    player_id
        Who is to play.
    drill, level
        What. The drill may have gone since.
    created_utc
        When it was planned first.
    repetitions
        How many; None for as many as the level asks.
    due
        Until which day; None for whenever.
    note
        From the coach to the player.
    code
        Of the finding that it was proposed for; None where the coach thought of it.
    made_by
        Who planned it, as they call themselves; empty where nobody said.
    done_utc, done_session_id
        When somebody ticked it off by hand, and by which session; None where nobody did.
    revision
        How often it was written; 0 for one that never was.
    """

    id: str
    player_id: str
    drill: str
    level: int
    created_utc: datetime
    repetitions: int | None = None
    due: date | None = None
    note: str = ""
    code: str | None = None
    made_by: str = ""
    done_utc: datetime | None = None
    done_session_id: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class KeptPlans:
    """The plans that were found.

    Attributes
    ----------
    plans
        Those with a day first, the soonest first; then those for whenever, the oldest first.
    troubles
        A sentence for each file that cannot be read; the others are good without it.
    """

    plans: tuple[PlannedDrill, ...] = ()
    troubles: tuple[str, ...] = ()


_Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


class _Document(Part):
    format: Literal[1]
    id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
    player_id: PlayerId
    drill: _Word
    level: Annotated[int, Field(ge=1, le=MAX_LEVEL)]
    created_utc: AwareDatetime
    repetitions: Annotated[int, Field(ge=1, le=MAX_REPETITIONS)] | None = None
    due: date | None = None
    note: Annotated[str, StringConstraints(max_length=MAX_NOTE_LETTERS)] = ""
    code: _Word | None = None
    made_by: Annotated[str, StringConstraints(max_length=MAX_NAME_LETTERS)] = ""
    done_utc: AwareDatetime | None = None
    done_session_id: _Word | None = None
    revision: Annotated[int, Field(ge=1, le=10**9)]


_FORM: Final = Form(
    _Document,
    PLAN_FORMAT,
    title="plan of a drill",
    cure="delete it and plan the drill again, or restore it from a copy",
    max_bytes=1024**2,
)


def new_plan_id() -> str:
    """Give an id that no other plan has."""
    return secrets.token_hex(_ID_BYTES)


def new_plan(player_id: str, drill: str, level: int = 1) -> PlannedDrill:
    """Begin a plan; nothing is written yet.

    Parameters
    ----------
    player_id
        Who is to play.
    drill, level
        What.
    """
    return PlannedDrill(new_plan_id(), player_id, drill, level, datetime.now(UTC))


def plan_path(folder: DataFolder, player_id: str, plan_id: str) -> Path:
    """Give the file of a plan.

    Raises
    ------
    StoreError
        If an id is none: names from outside are never made a path of.
    """
    if not is_folder_name(player_id) or _PLAN.fullmatch(plan_id) is None:
        raise StoreError(
            f"There is no plan '{plan_id[:40]}' of player '{player_id[:40]}'; open the list of "
            "plans again."
        )
    return folder.root / _FOLDER_NAME / player_id / f"{plan_id}{_SUFFIX}"


def plans_path(folder: DataFolder, player_id: str) -> Path:
    """Give the folder of a player's plans.

    Raises
    ------
    StoreError
        If the id is none.
    """
    return plan_path(folder, player_id, "0" * (2 * _ID_BYTES)).parent


def plans_for(folder: DataFolder, player_id: str) -> KeptPlans:
    """Read the plans of a player.

    Parameters
    ----------
    folder
        The data folder.
    player_id
        Whose; nobody has an id that is none.
    """
    return _read(folder, (player_id,)) if is_folder_name(player_id) else KeptPlans()


def all_plans(folder: DataFolder) -> KeptPlans:
    """Read the plans of all players.

    Parameters
    ----------
    folder
        The data folder.
    """
    try:
        names = sorted(place.name for place in (folder.root / _FOLDER_NAME).iterdir())
    except OSError:
        return KeptPlans()
    return _read(folder, tuple(name for name in names if is_folder_name(name)))


def read_plan(folder: DataFolder, player_id: str, plan_id: str) -> PlannedDrill | None:
    """Read a plan, None where there is none.

    Raises
    ------
    StoreError
        If it is damaged, or an id is none.
    """
    return _plan_in(plan_path(folder, player_id, plan_id))


def write_plan(folder: DataFolder, plan: PlannedDrill) -> PlannedDrill:
    """Write a plan over the one that it was edited from.

    Parameters
    ----------
    folder
        The data folder.
    plan
        With the revision of the one that was read, or 0 for a new one.

    Returns
    -------
    written
        With its new revision.

    Raises
    ------
    StaleEditError
        If somebody else has written or deleted it since; theirs stays.
    StoreError
        If it breaks the form of the file, or could not be written; the earlier one is then
        untouched.
    """
    path = plan_path(folder, plan.player_id, plan.id)
    with alone(folder, _FOLDER_NAME):
        kept = _plan_in(path)
        check_revision(plan.revision, 0 if kept is None else kept.revision, "The plan")
        written = replace(plan, revision=plan.revision + 1)
        _FORM.write(folder, path, document_of(written, _FORM))
    return written


def _read(folder: DataFolder, player_ids: tuple[str, ...]) -> KeptPlans:
    paths = (
        path
        for player_id in player_ids
        for path in sorted(plans_path(folder, player_id).glob(f"*{_SUFFIX}"))
        if _PLAN.fullmatch(path.stem) is not None
    )
    plans, troubles = readable(paths, _plan_in)
    plans.sort(key=lambda plan: (plan.due is None, plan.due or date.min, plan.created_utc))
    return KeptPlans(tuple(plans), troubles)


def _plan_in(path: Path) -> PlannedDrill | None:
    return edited_in(path, _FORM, PlannedDrill, "player_id")


def is_folder_name(name: str) -> bool:
    """Tell whether a name is a player's id, and no way out of the folder."""
    return _PLAYER.fullmatch(name) is not None and _DOTS.fullmatch(name) is None
