"""The form of a drill's plan: what a file in ``data/drills`` may say.

`kicksense/schemas/drill-1.json` is generated from these models, so that an editor can check a plan
while it is written. A field may be added under the same format; one that is removed or changes its
meaning raises `PLAN_FORMAT`.
"""

import json
from dataclasses import asdict
from typing import Annotated, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from kicksense.coaching.ball_roll import SURFACES
from kicksense.coaching.drills import LONGEST_DISTANCE_M
from kicksense.coaching.score_kinds import SCORE_KINDS, Unit
from kicksense.domain.drill import (
    Asked,
    CuePlan,
    Diagram,
    DiagramLine,
    DiagramMark,
    Drill,
    Extra,
    Level,
    LineKind,
    MarkShape,
    RepUnit,
    Theme,
    Unseen,
)
from kicksense.domain.kick import Technique
from kicksense.store.drill_fit import unfit

PLAN_FORMAT: Final = 1
"""Version of a plan's form."""

SCHEMA_ID: Final = f"urn:kicksense:drill:{PLAN_FORMAT}"
"""Name of the JSON Schema; it is shipped with the package rather than fetched from anywhere."""

NAME_PATTERN: Final = r"^[a-z][a-z0-9_]{1,47}$"
"""Names of drills: also names of files, and words on the command line."""

_SURFACE_NAMES: Final = tuple(surface.name for surface in SURFACES)
_TRAINED: Final = (Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP)
_WITH_ENDS: Final = (MarkShape.WALL, MarkShape.GATE, MarkShape.GOAL)
_NO_SHARES: Final = ("spread_ratio", "rise_ratio")


def _one_line(value: object) -> object:
    """Give a text without the line ends that YAML's long texts have."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _showable(text: str) -> str:
    """Refuse what would do something to a page or a terminal."""
    for character in text:
        if not character.isprintable():
            raise PydanticCustomError(
                "unshowable",
                "the character {character} cannot be shown; take it out",
                {"character": f"U+{ord(character):04X}"},
            )
    return text


def _known(kind: str, names: tuple[str, ...]) -> AfterValidator:
    """Give a check that a name is one of those known."""

    def checked(name: str) -> str:
        if name not in names:
            raise PydanticCustomError(
                "unknown_name",
                "there is no {kind} called '{name}'",
                {"kind": kind, "name": name, "names": names},
            )
        return name

    return AfterValidator(checked)


Name = Annotated[str, Field(pattern=NAME_PATTERN)]
"""What a drill is called on the command line and in reports."""

Label = Annotated[str, BeforeValidator(_one_line), Field(max_length=24), AfterValidator(_showable)]
"""A few letters in a diagram."""

Title = Annotated[
    str, BeforeValidator(_one_line), Field(min_length=3, max_length=60), AfterValidator(_showable)
]
Sentence = Annotated[
    str, BeforeValidator(_one_line), Field(min_length=5, max_length=300), AfterValidator(_showable)
]
Surface = Annotated[
    str,
    _known("surface", _SURFACE_NAMES),
    WithJsonSchema({"type": "string", "enum": list(_SURFACE_NAMES)}),
]
ScoreName = Annotated[
    str,
    _known("score", tuple(SCORE_KINDS)),
    WithJsonSchema({"type": "string", "enum": list(SCORE_KINDS)}),
]
TrainedTechnique = Annotated[
    Literal[Technique.HEEL, Technique.INSIDE_FOOT, Technique.INSTEP],
    WithJsonSchema({"type": "string", "enum": [str(one) for one in _TRAINED]}),
]
Number = Annotated[float, Field(allow_inf_nan=False)]
Metres = Annotated[float, Field(allow_inf_nan=False, ge=-LONGEST_DISTANCE_M, le=LONGEST_DISTANCE_M)]
Spot = tuple[Metres, Metres]
Distance = Annotated[float, Field(allow_inf_nan=False, ge=0.5, le=LONGEST_DISTANCE_M)]
Speed = Annotated[float, Field(allow_inf_nan=False, ge=0.0, le=40.0)]
Wait = Annotated[float, Field(allow_inf_nan=False, ge=0.0, le=120.0)]


class _Part(BaseModel):
    """What all parts of a plan share."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class MarkPart(_Part):
    """A thing on the pitch; metres from the player's place, x to the right, y ahead."""

    shape: MarkShape
    at_m: Spot
    to_m: Spot | None = Field(None, description="The other end of a wall, gate or goal.")
    label: Label = ""

    @model_validator(mode="after")
    def _has_its_ends(self) -> Self:
        if (self.to_m is not None) != (self.shape in _WITH_ENDS):
            needed = (
                "needs its other end" if self.to_m is None else "has one place, and no other end"
            )
            raise PydanticCustomError(
                "ends", "a {shape} {needed} (to_m)", {"shape": str(self.shape), "needed": needed}
            )
        if self.to_m == self.at_m:
            raise PydanticCustomError("ends", "both ends are at the same place")
        return self

    def mark(self) -> DiagramMark:
        """Give the value."""
        return DiagramMark(self.shape, self.at_m, self.to_m, self.label)


class LinePart(_Part):
    """A way of the ball or of a player, with an arrow at its end."""

    kind: LineKind
    through_m: Annotated[tuple[Spot, ...], Field(min_length=2, max_length=8)]
    label: Label = ""

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if any(a == b for a, b in zip(self.through_m, self.through_m[1:], strict=False)):
            raise PydanticCustomError(
                "way", "a way stands still: two places after each other are the same"
            )
        return self


class DiagramPart(_Part):
    """The drill seen from above."""

    marks: Annotated[tuple[MarkPart, ...], Field(min_length=1, max_length=30)]
    lines: Annotated[tuple[LinePart, ...], Field(max_length=24)] = ()


class AskedPart(_Part):
    """A score, with bounds in the unit of its name; without bounds it is shown and not judged."""

    score: ScoreName
    least: Number | None = None
    most: Number | None = None

    @model_validator(mode="after")
    def _can_be_met(self) -> Self:
        bounds = [bound for bound in (self.least, self.most) if bound is not None]
        kind = SCORE_KINDS[self.score]
        if bounds and bounds[0] > bounds[-1]:
            raise PydanticCustomError("bounds", "least is above most: no session could meet that")
        share = kind.unit is Unit.RATIO and not kind.name.endswith(_NO_SHARES)
        if share and not all(0.0 <= bound <= 1.0 for bound in bounds):
            raise PydanticCustomError("bounds", "a share lies between 0 and 1, so 60 % is 0.6")
        return self

    def asked(self) -> Asked:
        """Give the value."""
        return Asked(self.score, self.least, self.most)


class LevelPart(_Part):
    """One step of the progression."""

    title: Title
    repetitions: Annotated[int, Field(ge=1, le=1000)]
    distance_m: Distance | None = None
    asked: Annotated[tuple[AskedPart, ...], Field(max_length=20)] = ()

    def level(self) -> Level:
        """Give the value."""
        asked = tuple(one.asked() for one in self.asked)
        return Level(self.title, self.repetitions, self.distance_m, asked)


class UnseenPart(_Part):
    """What a sensor on one shin cannot see, and what could."""

    what: Sentence
    extra: Extra


class CuePart(_Part):
    """How the drill's cue is given."""

    wait_s: tuple[Wait, Wait]
    words: Label = ""
    second_after_s: Annotated[float, Field(ge=0.2, le=10.0)] | None = None
    within_s: tuple[
        Annotated[float, Field(ge=-10.0, le=0.0)], Annotated[float, Field(gt=0.0, le=60.0)]
    ] = (-1.0, 4.0)

    @model_validator(mode="after")
    def _waits(self) -> Self:
        if self.wait_s[0] > self.wait_s[1]:
            raise PydanticCustomError("bounds", "wait_s takes the least first, then the most")
        return self

    def plan(self) -> CuePlan:
        """Give the value."""
        return CuePlan(
            wait_s=self.wait_s,
            words=self.words,
            second_after_s=self.second_after_s,
            within_s=self.within_s,
        )


class DrillForm(_Part):
    """A drill's plan."""

    format: Literal[1]
    name: Name
    theme: Theme
    title: Title
    purpose: Sentence
    set_up: Annotated[tuple[Sentence, ...], Field(min_length=1, max_length=12)]
    diagram: DiagramPart
    target_distance_m: Distance | None = None
    surface: Surface = "short_grass"
    arrival_band_mps: tuple[Speed, Speed] = (1.0, 4.0)
    techniques: Annotated[tuple[TrainedTechnique, ...], Field(max_length=3)] = ()
    rep: RepUnit
    scores: Annotated[tuple[AskedPart, ...], Field(min_length=1, max_length=20)]
    levels: Annotated[tuple[LevelPart, ...], Field(min_length=1, max_length=12)]
    unseen: Annotated[tuple[UnseenPart, ...], Field(max_length=12)] = ()
    source: Sentence
    one_touch: bool = False
    stays_put: bool = False
    wall: bool = False
    cue: CuePart | None = None
    sensors: Annotated[int, Field(ge=1, le=22)] = 1
    aliases: Annotated[tuple[Name, ...], Field(max_length=8)] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for at, sentence in unfit(self):
            raise PydanticCustomError("plan", "{sentence}", {"sentence": sentence, "at": at})
        return self

    def drill(self) -> Drill:
        """Give the drill that the plan describes."""
        return Drill(
            name=self.name,
            theme=self.theme,
            title=self.title,
            purpose=self.purpose,
            set_up=self.set_up,
            diagram=Diagram(
                tuple(one.mark() for one in self.diagram.marks),
                tuple(
                    DiagramLine(one.kind, one.through_m, one.label) for one in self.diagram.lines
                ),
            ),
            target_distance_m=self.target_distance_m,
            surface=self.surface,
            arrival_band_mps=self.arrival_band_mps,
            techniques=tuple(self.techniques),
            rep=self.rep,
            scores=tuple(one.asked() for one in self.scores),
            levels=tuple(one.level() for one in self.levels),
            unseen=tuple(Unseen(one.what, one.extra) for one in self.unseen),
            source=self.source,
            one_touch=self.one_touch,
            stays_put=self.stays_put,
            wall=self.wall,
            cue=None if self.cue is None else self.cue.plan(),
            sensors=self.sensors,
            aliases=self.aliases,
        )


def form_of(drill: Drill) -> DrillForm:
    """Give the plan that describes a drill.

    Parameters
    ----------
    drill
        As read from a plan.

    Returns
    -------
    form
        Its plan, sound again.
    """
    described = asdict(drill)
    described = {key: value for key, value in described.items() if value is not None}
    return DrillForm.model_validate_json(json.dumps({"format": PLAN_FORMAT, **described}))


def schema_text() -> str:
    """Give the JSON Schema of plans, as the file that is shipped holds it."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **DrillForm.model_json_schema(),
    }
    return json.dumps(schema, indent=2) + "\n"
