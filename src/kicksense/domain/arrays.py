"""Array types and read-only views."""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.intp]


def read_only(values: ArrayLike, shape: tuple[int, ...], name: str) -> FloatArray:
    """Give a read-only float view of an array, after checking its shape.

    Parameters
    ----------
    values
        Numbers of the shape given.
    shape
        Expected shape.
    name
        What to call the array in the error.

    Returns
    -------
    view
        The same numbers; writing to them raises.

    Raises
    ------
    ValueError
        If the shape is another.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}, expected {shape}")
    view = array.view()
    view.flags.writeable = False
    return view


def read_only_mask(values: ArrayLike, length: int, name: str) -> BoolArray:
    """Give a read-only boolean view of shape ``(length,)``.

    Raises
    ------
    ValueError
        If the shape is another.
    """
    array = np.asarray(values, dtype=np.bool_)
    if array.shape != (length,):
        raise ValueError(f"{name} has shape {array.shape}, expected {(length,)}")
    view = array.view()
    view.flags.writeable = False
    return view


NO_VECTORS: Final = read_only(np.empty((0, 3)), (0, 3), "no vectors")
"""No samples of three axes, shape (0, 3)."""


def freeze_samples(value: object, vectors: tuple[str, ...], masks: tuple[str, ...]) -> None:
    """Make the arrays of a frozen dataclass read-only, after checking their shapes.

    Parameters
    ----------
    value
        The dataclass, from its ``__post_init__``; all its arrays have a row for each sample.
    vectors
        Names of its fields of shape (n, 3).
    masks
        Names of its fields of shape (n,), True and False; the first says what n is.

    Raises
    ------
    ValueError
        If a shape is another; names the field.
    """
    n = len(getattr(value, masks[0]))
    for name in vectors:
        object.__setattr__(value, name, read_only(getattr(value, name), (n, 3), name))
    for name in masks:
        object.__setattr__(value, name, read_only_mask(getattr(value, name), n, name))
