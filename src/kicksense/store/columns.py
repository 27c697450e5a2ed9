"""Columns of a Parquet file to numpy arrays and back, buffer by buffer.

The conversions that pyarrow offers import pandas on their first use, which costs more than reading
an hour of samples.
"""

from typing import Any

import numpy as np
import pyarrow as pa

from kicksense.domain.arrays import BoolArray

AnyArray = np.ndarray[Any, Any]
"""An array of any type of number."""


def column_of(values: AnyArray, present: BoolArray | None = None) -> pa.Array:
    """Give a column of numbers or booleans.

    Parameters
    ----------
    values
        Shape (n,).
    present
        Shape (n,); False where the column holds nothing. None: it holds all values.

    Returns
    -------
    column
        Shares the memory of the values where it can.
    """
    buffers = [None if present is None else _bits_of(present)]
    if values.dtype == np.bool_:
        kind = pa.bool_()
        buffers.append(_bits_of(values))
    else:
        kind = pa.from_numpy_dtype(values.dtype)
        buffers.append(pa.py_buffer(np.ascontiguousarray(values)))
    return pa.Array.from_buffers(kind, len(values), buffers)


def numbers_in(column: pa.ChunkedArray) -> AnyArray:
    """Give the numbers of a column; whatever stands where it holds nothing is meaningless.

    Parameters
    ----------
    column
        Integers or floats.

    Returns
    -------
    values
        Shape (n,), read-only.
    """
    return _joined([_numbers_in(chunk) for chunk in column.chunks])


def flags_in(column: pa.ChunkedArray) -> BoolArray:
    """Give the booleans of a column.

    Parameters
    ----------
    column
        Booleans, none missing.

    Returns
    -------
    flags
        Shape (n,).
    """
    return _joined([_flags_in(chunk, buffer=1) for chunk in column.chunks])


def present_in(column: pa.ChunkedArray) -> BoolArray:
    """Tell where a column holds something.

    Parameters
    ----------
    column
        Any column.

    Returns
    -------
    present
        Shape (n,).
    """
    return _joined([_flags_in(chunk, buffer=0) for chunk in column.chunks])


def _joined(parts: list[AnyArray]) -> AnyArray:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _bits_of(flags: AnyArray) -> pa.Buffer:
    return pa.py_buffer(np.packbits(flags, bitorder="little"))


def _numbers_in(chunk: pa.Array) -> AnyArray:
    kind = np.dtype(chunk.type.to_pandas_dtype())
    start = chunk.offset * kind.itemsize
    return np.frombuffer(chunk.buffers()[1], dtype=kind, count=len(chunk), offset=start)


def _flags_in(chunk: pa.Array, *, buffer: int) -> BoolArray:
    bits = chunk.buffers()[buffer]
    if bits is None:
        return np.ones(len(chunk), dtype=np.bool_)
    stop = chunk.offset + len(chunk)
    octets = np.frombuffer(bits, dtype=np.uint8)
    flags = np.unpackbits(octets, count=stop, bitorder="little")
    return flags[chunk.offset :].astype(np.bool_)
