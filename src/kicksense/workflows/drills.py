"""The drills a user can choose from."""

import json
from pathlib import Path

from kicksense.coaching.drills import DrillBook
from kicksense.domain.drill import Drill
from kicksense.store.atomic import write_atomically
from kicksense.store.drills import checked_plan, drill_book, own_plans, plan_path
from kicksense.store.folder import data_folder


def drill_book_of(data_dir: Path | None) -> DrillBook:
    """Give the drills that ship and the user's own.

    Parameters
    ----------
    data_dir
        The data folder, or None for the usual one.

    Returns
    -------
    book
        With the plans that cannot be used.
    """
    return drill_book(data_folder(data_dir))


def drill_of(name: str, data_dir: Path | None) -> Drill:
    """Give the drill of a name.

    Parameters
    ----------
    name
        Of a drill that ships or of the user's own.
    data_dir
        The data folder, or None for the usual one.

    Returns
    -------
    drill
        As planned.

    Raises
    ------
    UsageError
        If there is none; the message lists the names.
    DrillFileError
        If there is a plan of that name, and it cannot be used.
    """
    return drill_book_of(data_dir).named(name)


def own_names(data_dir: Path | None) -> tuple[str, ...]:
    """Give the names of the user's own drills, also of those that hide one that ships."""
    folder = data_folder(data_dir)
    return tuple(
        drill.name
        for drill in drill_book(folder).drills
        if plan_path(folder, drill.name).parent == own_plans(folder)
    )


def drill_json(drill: Drill) -> str:
    """Give a drill as JSON, in the form of a plan: it can be written to a file and read again."""
    from kicksense.store.drill_form import form_of  # noqa: PLC0415 - late: pydantic is heavy

    return form_of(drill).model_dump_json(indent=2)


def book_json(data_dir: Path | None) -> str:
    """Give the drills as JSON: of each what a list shows, and the plans that cannot be used."""
    book, own = drill_book_of(data_dir), own_names(data_dir)
    listed = [
        {
            "name": drill.name,
            "theme": drill.theme,
            "title": drill.title,
            "purpose": drill.purpose,
            "target_distance_m": drill.target_distance_m,
            "rep": drill.rep,
            "repetitions": [level.repetitions for level in drill.levels],
            "wall": drill.wall,
            "cue": drill.cue is not None,
            "sensors": drill.sensors,
            "own": drill.name in own,
        }
        for drill in book.drills
    ]
    broken = [{"name": plan.name, "problem": plan.sentence} for plan in book.broken]
    return json.dumps({"drills": listed, "broken": broken}, indent=2, ensure_ascii=False)


def plan_troubles(path: Path) -> tuple[str, tuple[str, ...]]:
    """Check a plan.

    Parameters
    ----------
    path
        A file.

    Returns
    -------
    name
        Of the drill; empty where the plan cannot be used.
    troubles
        What is wrong, with line and column, in the order of the lines; none where it can be used.

    Raises
    ------
    DrillFileError
        If the file cannot be read at all.
    """
    checked = checked_plan(path)
    if isinstance(checked, Drill):
        return checked.name, ()
    return "", tuple(str(trouble) for trouble in checked)


def drawing_of(name: str, data_dir: Path | None = None) -> str:
    """Give the drawing of a drill as SVG; empty for one that nobody knows."""
    from kicksense.workflows.drill_diagram import svg_of  # noqa: PLC0415 - late: only for pictures

    drill = drill_book_of(data_dir).find(name)
    return "" if drill is None else svg_of(drill)


def drawing_words(name: str, data_dir: Path | None = None) -> str:
    """Say what the drawing of a drill shows; empty for one that nobody knows."""
    from kicksense.workflows.drill_diagram import described  # noqa: PLC0415 - late: the same
    from kicksense.workflows.drill_speech import spoken_drill  # noqa: PLC0415 - the same

    drill = drill_book_of(data_dir).find(name)
    if drill is None:
        return ""
    spoken = spoken_drill(drill)
    return " ".join((f"{spoken.title}.", *described(spoken)))


def write_drawing(drill: Drill, path: Path) -> None:
    """Write the drawing of a drill as an SVG file.

    Raises
    ------
    StoreError
        If it could not be written.
    """
    from kicksense.workflows.drill_diagram import svg_of  # noqa: PLC0415 - late: only for pictures

    write_atomically(path, svg_of(drill).encode())
