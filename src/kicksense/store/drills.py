"""Plans of drills: those that ship, and those that a user has written."""

import json
import re
import stat
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kicksense.coaching.drills import BrokenPlan, DrillBook
from kicksense.domain.drill import Drill, Theme
from kicksense.errors import DrillFileError
from kicksense.store.folder import DataFolder
from kicksense.store.places import place_of

if TYPE_CHECKING:
    from kicksense.store.drill_trouble import PlanTrouble

PLAN_SUFFIX: Final = ".yaml"
"""Ends the name of every plan."""

MAX_PLAN_BYTES: Final = 200_000
"""A longer file is refused unread; the plans that ship have about 4000 bytes."""

MAX_OWN_PLANS: Final = 300
"""Of more plans in a user's folder the rest is not read, and said to be so."""

_THEMES: Final = tuple(Theme)
_DRILL_NAME: Final = re.compile(r"[a-z][a-z0-9_]{1,47}")
_KEPT: Final = 8


def own_plans(folder: DataFolder) -> Path:
    """Give the folder of a user's own plans."""
    return folder.root / "drills"


def is_drill_name(name: str) -> bool:
    """Tell whether a drill may be called so."""
    return _DRILL_NAME.fullmatch(name) is not None


def plan_path(folder: DataFolder, name: str) -> Path:
    """Give the file of a drill's plan: the user's own, or the one that ships.

    Parameters
    ----------
    folder
        The data folder.
    name
        Of a drill in its book.
    """
    own = own_plans(folder) / f"{name}{PLAN_SUFFIX}"
    try:
        is_own = own.is_file()
    except OSError:
        is_own = False
    return own if is_own else place_of("drills") / own.name


def read_drill(path: Path) -> Drill:
    """Read a plan.

    Parameters
    ----------
    path
        A file of the form that ``docs/drills.md`` describes.

    Returns
    -------
    drill
        As planned.

    Raises
    ------
    DrillFileError
        If it cannot be read or is not of that form; the message names the line, the column and
        what was expected.
    """
    read = checked_plan(path)
    if isinstance(read, Drill):
        return read
    more = len(read) - 1
    rest = f" ({more} more: 'kicksense drills check {path}' lists them)" if more else ""
    raise DrillFileError(f"{path}, {read[0]}{rest}.")


def checked_plan(path: Path) -> "Drill | tuple[PlanTrouble, ...]":
    """Read a plan, or say all that is wrong with it.

    Parameters
    ----------
    path
        A file.

    Returns
    -------
    drill
        As planned, or what is wrong, in the order of the lines.

    Raises
    ------
    DrillFileError
        If the file cannot be read at all.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - imported late to keep --help fast

    from kicksense.store.drill_form import DrillForm  # noqa: PLC0415 - the same
    from kicksense.store.drill_text import PlanTextError, plan_text  # noqa: PLC0415 - the same
    from kicksense.store.drill_trouble import PlanTrouble, troubles_of  # noqa: PLC0415 - the same

    try:
        text = plan_text(_content(path))
    except PlanTextError as error:
        return (PlanTrouble(error.place, error.sentence),)
    try:
        form = DrillForm.model_validate_json(json.dumps(text.content))
    except ValidationError as error:
        return troubles_of(error, text)
    return form.drill()


def _content(path: Path) -> bytes:
    """Read a file that should be short."""
    try:
        # A pipe or a device would be waited for.
        if not stat.S_ISREG(path.stat().st_mode):
            raise DrillFileError(f"{path} is no file; name the file of a plan.")
        with path.open("rb") as stream:
            content = stream.read(MAX_PLAN_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "that is no name of a file"
        raise DrillFileError(f"{path} cannot be read: {reason}; check its name.") from error
    if len(content) > MAX_PLAN_BYTES:
        raise DrillFileError(
            f"{path} is larger than {MAX_PLAN_BYTES // 1000} kB, and no plan of a drill is; "
            "check that it is the right file."
        )
    return content


@cache
def shipped_drills() -> DrillBook:
    """Give the drills that ship with kicksense, by theme and name.

    Raises
    ------
    StoreError
        If their folder is missing.
    DrillFileError
        If one of them has been damaged.
    """
    paths = sorted(place_of("drills").glob(f"*{PLAN_SUFFIX}"))
    return DrillBook(_in_order([read_drill(path) for path in paths]))


def drill_book(folder: DataFolder) -> DrillBook:
    """Give the drills that ship and the user's own.

    Parameters
    ----------
    folder
        The data folder; plans lie in ``drills`` there, each in a file that is named after it.

    Returns
    -------
    book
        A user's plan hides one of the same name that ships. A plan that cannot be used is among
        the broken ones.
    """
    place = own_plans(folder)
    try:
        found = sorted(path for path in place.iterdir() if path.suffix in {PLAN_SUFFIX, ".yml"})
        written = tuple((path, _written(path)) for path in found)
    except FileNotFoundError:
        return shipped_drills()
    except OSError as error:
        sentence = (
            f"{place}, where plans of your own lie, cannot be read: {error.strerror}; it must be a "
            "folder that you may open."
        )
        return DrillBook(shipped_drills().drills, (BrokenPlan(place.name, sentence),))
    return _book(written) if written else shipped_drills()


def _written(path: Path) -> tuple[int, int]:
    """Give what changes when a file does."""
    try:
        state = path.lstat()
    except OSError:
        return 0, 0
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=_KEPT)
def _book(written: tuple[tuple[Path, tuple[int, int]], ...]) -> DrillBook:
    """Read a user's plans; those that were written anew are others."""
    own: list[tuple[Path, Drill]] = []
    broken: list[BrokenPlan] = []
    for path, _ in written[:MAX_OWN_PLANS]:
        try:
            own.append((path, _own_drill(path)))
        except DrillFileError as error:
            broken.append(BrokenPlan(_name_of(path), str(error)))
    broken += [
        BrokenPlan(_name_of(path), _one_too_many(path)) for path, _ in written[MAX_OWN_PLANS:]
    ]
    hidden = {drill.name for _, drill in own} | {plan.name for plan in broken}
    sound = [drill for drill in shipped_drills().drills if drill.name not in hidden]
    taken = {name: drill.name for drill in sound for name in (drill.name, *drill.aliases)}
    for path, drill in own:
        names = (drill.name, *drill.aliases)
        clash = next((name for name in names if name in taken), None)
        if clash is None:
            sound.append(drill)
            taken |= dict.fromkeys(names, drill.name)
        else:
            sentence = f"{path}: '{clash}' is a name of the drill {taken[clash]}; choose another."
            broken.append(BrokenPlan(drill.name, sentence))
    return DrillBook(_in_order(sound), tuple(broken))


def _name_of(path: Path) -> str:
    """Give which drill a file would be; one that is called otherwise is no drill's."""
    return path.stem if path.suffix == PLAN_SUFFIX else path.name


def _one_too_many(path: Path) -> str:
    return (
        f"{path} is not read, because there are more than {MAX_OWN_PLANS} plans in that folder; "
        "take out those that are not played."
    )


def _own_drill(path: Path) -> Drill:
    """Read a plan from a user's folder, where the file's name is the drill's."""
    if path.suffix != PLAN_SUFFIX or not is_drill_name(path.stem):
        raise DrillFileError(
            f"{path} is not read, because plans have names such as wall_pass{PLAN_SUFFIX}: small "
            "letters, digits and underscores; rename it."
        )
    if path.is_symlink():
        raise DrillFileError(f"{path} is a link and is not followed; put the file itself there.")
    drill = read_drill(path)
    if drill.name != path.stem:
        raise DrillFileError(
            f"{path} holds the drill '{drill.name}'; name the file {drill.name}{PLAN_SUFFIX}, or "
            f"write 'name: {path.stem}'."
        )
    return drill


def _in_order(drills: list[Drill]) -> tuple[Drill, ...]:
    return tuple(sorted(drills, key=lambda one: (_THEMES.index(one.theme), one.name)))
