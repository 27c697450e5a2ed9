"""Plain models as arrays in one file, read back without trusting it."""

import io
import math
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kicksense.domain.arrays import FloatArray
from kicksense.errors import ModelError
from kicksense.inference.plain import Linear, PlainBody, Trees
from kicksense.store.model_card import BodyCard

MOST_BYTES: Final = 256 * 1024 * 1024
"""More than this no file of a model unpacks to."""

_KINDS: Final = {"f2", "f4", "f8", "i1", "i2", "i4", "i8"}
_VERSIONS: Final = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}
_LINEAR: Final = ("centre", "spread", "weights", "bias")
_TREES: Final = ("feature", "threshold", "child", "values", "roots", "baseline")

AnyArray = NDArray[Any]


def packed(arrays: Mapping[str, AnyArray]) -> bytes:
    """Give arrays as the content of an npz file, the same bytes for the same arrays.

    Parameters
    ----------
    arrays
        Numbers, by name.

    Returns
    -------
    content
        Of the file, compressed.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(array), allow_pickle=False)
            # A fixed date, so that the same model is the same file.
            info = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, member.getvalue())
    return content.getvalue()


def unpacked(content: bytes) -> dict[str, AnyArray]:
    """Read arrays of finite numbers, or NaN, that are as large as they say.

    Parameters
    ----------
    content
        Of an npz file that anybody may have written.

    Returns
    -------
    arrays
        By name.

    Raises
    ------
    ModelError
        If it holds anything but arrays of numbers, or unpacks to more than `MOST_BYTES`.
    """
    try:
        return dict(_members(content))
    except (
        zipfile.BadZipFile, zlib.error, ValueError, KeyError, OSError, EOFError,
        NotImplementedError, RuntimeError, SyntaxError, RecursionError,
    ) as error:  # fmt: skip
        raise ModelError(f"arrays.npz cannot be read ({error})") from error


def _members(content: bytes) -> Iterator[tuple[str, AnyArray]]:
    """Give the arrays of an npz file one by one."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > MOST_BYTES:
            raise ValueError(f"it unpacks to more than {MOST_BYTES} bytes")
        for member in members:
            if not member.filename.endswith(".npy"):
                raise ValueError(f"'{member.filename}' is no array")
            yield member.filename.removesuffix(".npy"), _array(archive.read(member))


def _array(member: bytes) -> AnyArray:
    """Read one array whose header tells the truth about its size."""
    stream = io.BytesIO(member)
    version = np.lib.format.read_magic(stream)
    if version not in _VERSIONS:
        raise ValueError(f"an array has the format {version}")
    shape, fortran, dtype = _VERSIONS[version](stream)
    if dtype.str[1:] not in _KINDS or dtype.hasobject or fortran:
        raise ValueError(f"an array holds {dtype.str}, not plain numbers")
    if math.prod(shape) * dtype.itemsize != len(member) - stream.tell():
        raise ValueError("an array is not as large as it says")
    return np.frombuffer(member, dtype=dtype, offset=stream.tell()).reshape(shape)


def arrays_of(name: str, body: PlainBody) -> dict[str, AnyArray]:
    """Give the arrays of one part, in types that are as small as its answers allow.

    Parameters
    ----------
    name
        Of the part.
    body
        Linear model or trees.

    Returns
    -------
    arrays
        By the name of the part, a dot, and their own.
    """
    if isinstance(body, Linear):
        return {f"{name}.{field}": getattr(body, field) for field in _LINEAR}
    small: dict[str, AnyArray] = {
        "feature": body.feature.astype(np.int16),
        "child": body.child.astype(np.int32),
        "roots": body.roots.astype(np.int32),
        "values": body.values.astype(np.float32),
        "threshold": body.threshold,
        "baseline": body.baseline,
    }
    return {f"{name}.{field}": small[field] for field in _TREES}


def body_of(name: str, card: BodyCard, arrays: Mapping[str, AnyArray]) -> PlainBody:
    """Put one part together again.

    Parameters
    ----------
    name
        Of the part.
    card
        Its kind.
    arrays
        All arrays of the model.

    Returns
    -------
    body
        Linear model or trees, checked.

    Raises
    ------
    ModelError
        If arrays are missing, of the wrong shape, not finite, or point outside each other.
    """
    try:
        return _linear(name, arrays) if card.kind == "linear" else _trees(name, card, arrays)
    except KeyError as error:
        raise ModelError(f"arrays.npz lacks {error}") from error
    except (ValueError, IndexError) as error:
        raise ModelError(f"the part '{name}' is damaged ({error})") from error


def _linear(name: str, arrays: Mapping[str, AnyArray]) -> Linear:
    """Read a linear model."""
    centre, spread, weights, bias = (_numbers(arrays[f"{name}.{field}"]) for field in _LINEAR)
    if centre.shape != spread.shape or centre.ndim != bias.ndim or centre.ndim != 1:
        raise ValueError("centre, spread and bias do not fit")
    if np.any(spread <= 0.0):
        raise ValueError("a spread is not positive")
    return Linear(centre, spread, weights, bias)


def _trees(name: str, card: BodyCard, arrays: Mapping[str, AnyArray]) -> Trees:
    """Read trees."""
    threshold = np.array(arrays[f"{name}.threshold"], dtype=np.float64)
    if any(arrays[f"{name}.{field}"].ndim != 1 for field in _TREES if field != "values"):
        raise ValueError("an array has too many dimensions")
    places = {
        field: np.array(arrays[f"{name}.{field}"], dtype=np.intp)
        for field in ("feature", "child", "roots")
    }
    return Trees(
        threshold=threshold,
        values=_numbers(arrays[f"{name}.values"]),
        baseline=_numbers(arrays[f"{name}.baseline"]),
        row_length=card.row_length,
        averaged=card.averaged,
        **places,
    )


def _numbers(array: AnyArray) -> FloatArray:
    """Give finite numbers."""
    numbers = np.array(array, dtype=np.float64)
    if not np.isfinite(numbers).all():
        raise ValueError("a number is not finite")
    return numbers
