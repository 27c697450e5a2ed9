"""Array types and read-only views."""

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
