"""One picture of a clip that is drawn from a sensor: a stick figure from two sides.

Only the shin is measured. The rest of the body is drawn thin, as it may have been, so that an eye
finds the shin; the picture says so.
"""

import functools
import math
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from kicksense.workflows.places import font_file

WIDTH_PX: Final = 640
HEIGHT_PX: Final = 360

_Point = tuple[float, float]
_Colour = tuple[int, int, int]

_GROUND: Final[_Colour] = (242, 246, 236)
_GRASS: Final[_Colour] = (200, 216, 184)
_INK: Final[_Colour] = (31, 42, 36)
_GUESSED: Final[_Colour] = (138, 143, 137)
_SHIN: Final[_Colour] = (0, 94, 150)
_SENSOR: Final[_Colour] = (213, 94, 0)
_BALL: Final[_Colour] = (255, 255, 255)
_MARK: Final[_Colour] = (122, 66, 0)

_SHANK_PX: Final = 92.0
_THIGH_PX: Final = 88.0
_FOOT_PX: Final = 34.0
_TRUNK_PX: Final = 70.0
_HEAD_PX: Final = 15.0
_FLOOR_PX: Final = 316.0
_SIDE_PX: Final = 220.0
_FRONT_PX: Final = 490.0
_SENSOR_AT: Final = 0.4
_BENT_SHARE: Final = 0.15
_BALL_PX: Final = 13.0
_CUE_PX: Final = 22.0


@dataclass(frozen=True, slots=True)
class Pose:
    """One moment of the shin, and what happens in it.

    Attributes
    ----------
    forward_rad
        Lean of the shin in the sagittal plane, positive with the knee ahead of the ankle.
    inward_rad
        Lean in the frontal plane, positive with the knee nearer to the midline than the ankle.
    is_left
        Which leg wears the sensor.
    tapped
        True while somebody taps the sensor.
    kick
        Words at a kick; empty otherwise.
    backward
        True for a kick with the heel.
    """

    forward_rad: float
    inward_rad: float
    is_left: bool
    tapped: bool = False
    kick: str = ""
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Captions:
    """What is written into every picture of a clip.

    Attributes
    ----------
    title
        What this is: simulated or not, drawn and not filmed.
    side, front
        Above the two views.
    guessed
        What is not measured.
    tap
        Beside the sensor while it is tapped.
    """

    title: str
    side: str
    front: str
    guessed: str
    tap: str


def figure_of(pose: Pose, captions: Captions, clock: str) -> Image.Image:
    """Draw one picture.

    Parameters
    ----------
    pose
        Of the moment.
    captions
        What is written in every picture.
    clock
        The moment, in words.

    Returns
    -------
    picture
        RGB, `WIDTH_PX` x `HEIGHT_PX`.
    """
    picture = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), _GROUND)
    canvas = ImageDraw.Draw(picture)
    canvas.rectangle((0, _FLOOR_PX, WIDTH_PX, HEIGHT_PX), fill=_GRASS)
    canvas.text((14, 10), captions.title, fill=_INK, font=_font(16))
    canvas.text((14, HEIGHT_PX - 22), captions.guessed, fill=_INK, font=_font(13))
    canvas.text((WIDTH_PX - 14, 10), clock, fill=_INK, font=_font(16), anchor="ra")
    for x_px, words in ((_SIDE_PX, captions.side), (_FRONT_PX, captions.front)):
        canvas.text((x_px, _FLOOR_PX + 4), words, fill=_INK, font=_font(12), anchor="ma")
    sensor = _side_view(canvas, pose)
    _front_view(canvas, pose)
    if pose.tapped:
        _draw_tap(canvas, sensor, captions.tap)
    if pose.kick:
        canvas.text((_SIDE_PX + 60, 60), pose.kick, fill=_MARK, font=_font(20))
    return picture


def _side_view(canvas: ImageDraw.ImageDraw, pose: Pose) -> _Point:
    """Draw the figure from its side, looking right; give where the sensor is."""
    lean = pose.forward_rad
    # A knee bends one way only: with the foot ahead, the thigh is at least as far ahead.
    thigh = -lean if lean < 0.0 else _BENT_SHARE * lean
    hip = (_SIDE_PX, _FLOOR_PX - _SHANK_PX - _THIGH_PX - 8.0)
    knee = _away(hip, _THIGH_PX, thigh)
    ankle = _away(knee, _SHANK_PX, -lean)
    toe = _away(ankle, _FOOT_PX, math.pi / 2 - lean)
    shoulder = (hip[0] + 4.0, hip[1] - _TRUNK_PX)
    head = (shoulder[0], shoulder[1] - _HEAD_PX)
    other_knee = (hip[0] - 6.0, hip[1] + _THIGH_PX)
    _dashed(canvas, hip, other_knee)
    _dashed(canvas, other_knee, (hip[0] - 10.0, _FLOOR_PX - 6.0))
    _dashed(canvas, (hip[0] - 10.0, _FLOOR_PX - 6.0), (hip[0] + 18.0, _FLOOR_PX - 4.0))
    _dashed(canvas, hip, shoulder)
    canvas.ellipse(_around(head, _HEAD_PX), outline=_GUESSED, width=2)
    _dashed(canvas, hip, knee)
    _dashed(canvas, ankle, toe)
    canvas.line((*knee, *ankle), fill=_SHIN, width=9)
    sensor = _between(knee, ankle, _SENSOR_AT)
    canvas.ellipse(_around(sensor, 8.0), fill=_SENSOR, outline=_INK)
    if pose.kick:
        ball = (ankle[0] - _BALL_PX, ankle[1]) if pose.backward else (toe[0] + _BALL_PX, toe[1])
        canvas.ellipse(_around(ball, _BALL_PX), fill=_BALL, outline=_INK, width=3)
        canvas.ellipse(_around(ball, _CUE_PX), outline=_MARK, width=3)
    return sensor


def _front_view(canvas: ImageDraw.ImageDraw, pose: Pose) -> None:
    """Draw the figure as somebody sees it who stands before it."""
    # Seen from the front, the player's left leg is on the right.
    outward = 1.0 if pose.is_left else -1.0
    hip = (_FRONT_PX + 14.0 * outward, _FLOOR_PX - _SHANK_PX - _THIGH_PX - 8.0)
    other = (_FRONT_PX - 14.0 * outward, hip[1])
    knee = (hip[0], hip[1] + _THIGH_PX)
    shortened = _SHANK_PX * max(0.15, abs(math.cos(pose.forward_rad)))
    ankle = _away(knee, shortened, outward * pose.inward_rad)
    shoulder = (_FRONT_PX, hip[1] - _TRUNK_PX)
    _dashed(canvas, hip, other)
    _dashed(canvas, (_FRONT_PX, hip[1]), shoulder)
    canvas.ellipse(
        _around((shoulder[0], shoulder[1] - _HEAD_PX), _HEAD_PX), outline=_GUESSED, width=2
    )
    _dashed(canvas, other, (other[0], _FLOOR_PX - 6.0))
    _dashed(canvas, hip, knee)
    canvas.line((*knee, *ankle), fill=_SHIN, width=9)
    canvas.ellipse(_around(_between(knee, ankle, _SENSOR_AT), 8.0), fill=_SENSOR, outline=_INK)


def _draw_tap(canvas: ImageDraw.ImageDraw, sensor: _Point, words: str) -> None:
    """Draw a finger on the sensor, a ring around it and the word."""
    canvas.ellipse(_around(sensor, _CUE_PX), outline=_SENSOR, width=4)
    canvas.line((sensor[0] + 8.0, sensor[1], sensor[0] + 70.0, sensor[1] - 24.0), _INK, width=8)
    canvas.text((sensor[0] + 78.0, sensor[1] - 40.0), words, fill=_MARK, font=_font(22))


def _away(start: _Point, length_px: float, forward_rad: float) -> _Point:
    """Give the end of a stick that hangs down from a point, turned forward."""
    x_px = start[0] + length_px * math.sin(forward_rad)
    return x_px, start[1] + length_px * math.cos(forward_rad)


def _between(start: _Point, stop: _Point, share: float) -> _Point:
    return start[0] + share * (stop[0] - start[0]), start[1] + share * (stop[1] - start[1])


def _around(middle: _Point, radius_px: float) -> tuple[float, float, float, float]:
    x_px, y_px = middle
    return x_px - radius_px, y_px - radius_px, x_px + radius_px, y_px + radius_px


def _dashed(canvas: ImageDraw.ImageDraw, start: _Point, stop: _Point) -> None:
    """Draw what is not measured."""
    length_px = math.hypot(stop[0] - start[0], stop[1] - start[1])
    dashes = max(2, round(length_px / 11.0))
    for dash in range(dashes):
        ends = (_between(start, stop, (dash + part) / dashes) for part in (0.0, 0.6))
        first, last = ends
        canvas.line((*first, *last), fill=_GUESSED, width=3)


@functools.cache
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    """Give the letters that come with matplotlib; they know every language of the pages."""
    return ImageFont.truetype(font_file(), size_px)
