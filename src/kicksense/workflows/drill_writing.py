"""Begin a plan of a drill: from a commented template, or like another one."""

import json
import re
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from kicksense.domain.drill import Drill
from kicksense.errors import StoreError, UsageError
from kicksense.store.atomic import write_trouble
from kicksense.store.drill_form import DrillForm, form_of
from kicksense.store.drill_text import PlanTextError, plan_text
from kicksense.store.drills import PLAN_SUFFIX, is_drill_name, own_plans, plan_path
from kicksense.store.folder import data_folder
from kicksense.workflows.drills import drill_book_of

_FOLDER_MODE: Final = 0o700

TEMPLATE: Final = """\
# The plan of a drill. Lines that begin with # are remarks.
# kicksense drills check FILE   says line by line what is wrong
# kicksense drills show {name}   shows how it looks
format: 1
name: {name}
# backheel, build_out, back_post or open
theme: open
title: {title}
# One sentence that speaks of the ball, not of the body.
purpose: Let the ball die at your partner's feet.
# What to do, one sentence a line, with numbers and distances.
set_up:
  - Stand 8 m from a partner with one ball.
  - Pass along the ground, and take the ball that comes back.

# The drill seen from above, in metres from your own place: first to the right, then ahead.
# shape: player, team_mate, defender, ball, cone; wall, gate and goal have a second end, to_m
# kind: pass, run, dribble
diagram:
  marks:
    - {{shape: player, at_m: [0, 0], label: You}}
    - {{shape: team_mate, at_m: [0, 8], label: Partner}}
    # - {{shape: wall, at_m: [-2, 8], to_m: [2, 8]}}
  lines:
    - {{kind: pass, through_m: [[0.3, 0.5], [0.3, 7.5]]}}

# Metres to the target; leave it out where the ball goes somewhere else every time.
target_distance_m: 8
# indoor, fast_3g, short_grass or long_or_wet_grass
surface: short_grass
# A good ball arrives with so many metres a second, from and to.
arrival_band_mps: [1, 4]
# heel, inside_foot, instep; an empty list where anything goes
techniques: [inside_foot]
# What counts as one repetition: kick, turn (on the ball), cue, or carry
rep: kick

# What is scored, in the order shown. least and most are what is asked at the first level, in the
# unit of the name (60 % is 0.6); without them a score is shown and not judged.
scores:
  - {{score: repetitions}}
  - {{score: in_band_ratio, least: 0.6}}
  - {{score: too_hard_ratio, most: 0.2}}
  - {{score: rhythm_s}}

# The progression, easiest first. What a level asks stays asked at the next ones.
levels:
  - {{title: Begin, repetitions: 10}}
  - title: Farther away
    repetitions: 20
    distance_m: 12
    asked:
      - {{score: in_band_ratio, least: 0.7}}

# What a sensor on one shin cannot see here, and what could: standing_leg_sensor, video, cue,
# other_sensors or coach
unseen:
  - {{what: Where you looked before you passed., extra: video}}

# Where the numbers come from.
source: My own training.

# one_touch: true          # the ball is played with its first contact
# stays_put: true          # the player has no reason to move on after the ball
# wall: true               # the ball comes back from a wall at the target's distance
# sensors: 2               # how many players' sensors it is made for
# cue:                     # how the cue is given
#   wait_s: [4, 10]        # kicksense waits so long before each, least and most
#   words: "Go!"           # what is called out; a beep without it
#   second_after_s: 2      # a second cue follows so long after the first
#   within_s: [-1, 4]      # a start counts from so long before the cue to so long after it
# aliases: [old_name]      # names it had before
"""
"""A plan to begin with; every field is in it, those that are seldom needed as remarks."""


def new_plan(name: str, *, like: str | None, data_dir: Path | None) -> Path:
    """Begin a plan in the user's data folder.

    Parameters
    ----------
    name
        Of the new drill.
    like
        Of the drill whose plan is copied; None for the commented template.
    data_dir
        The data folder, or None for the usual one.

    Returns
    -------
    path
        The file, which can be played as it is.

    Raises
    ------
    UsageError
        If the name is none, or is taken.
    DrillFileError
        If the plan to be copied cannot be used.
    StoreError
        If the file cannot be written.
    """
    if not is_drill_name(name):
        raise UsageError(
            f"'{name[:60]}' cannot be the name of a drill; names are 2 to 48 small letters, digits "
            "and underscores, the first a letter, such as wall_pass."
        )
    book, folder = drill_book_of(data_dir), data_folder(data_dir)
    known = book.find(name)
    if known is not None and known.name != name:
        raise UsageError(f"'{name}' is another name of the drill '{known.name}'; choose another.")
    text = TEMPLATE.format(name=name, title=_title(name))
    if like is not None:
        other = book.named(like)
        text = _copied(other, name, plan_path(folder, other.name))
    folder.create()
    path = own_plans(folder) / f"{name}{PLAN_SUFFIX}"
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(mode=_FOLDER_MODE)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError as error:
        if not path.parent.is_dir():
            raise StoreError(
                f"{path.parent} is a file, and plans lie in a folder of that name; move it away."
            ) from error
        raise UsageError(
            f"{path} is there already and is not written over; choose another name."
        ) from error
    except OSError as error:
        raise write_trouble(error, path) from error
    return path


def _title(name: str) -> str:
    return name.replace("_", " ").strip().capitalize()


def _copied(other: Drill, name: str, path: Path) -> str:
    """Give another drill's plan under a new name, with its remarks where that can be done."""
    text = path.read_text(encoding="utf-8-sig")
    text = re.sub(r"(?m)^name:.*$", f"name: {name}", text, count=1)
    text = re.sub(r"(?m)^title:.*$", f"title: {_title(name)}", text, count=1)
    text = re.sub(r"(?m)^aliases:.*\n(?:[ -].*\n)*", "", text)
    wanted = DrillForm.model_validate(
        {**form_of(other).model_dump(), "name": name, "title": _title(name), "aliases": ()}
    )
    try:
        copied = DrillForm.model_validate_json(json.dumps(plan_text(text.encode()).content))
    except (PlanTextError, ValidationError):
        copied = None
    # JSON is YAML too; it only has no remarks.
    return text if copied == wanted else wanted.model_dump_json(indent=2, exclude_none=True) + "\n"
