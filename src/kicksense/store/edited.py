"""Values that are edited, each a document of its own: ``<folder>/<whose>/<id>.json``.

A value is a frozen dataclass with the fields of its document but the version of the form.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol, TypeVar

from pydantic import ValidationError

from kicksense.errors import StoreError
from kicksense.store.documents import AnyDocument, Form, first_flaw


class Edited(Protocol):
    """A value as it is kept; documents name it by its id."""

    @property
    def id(self) -> str:
        """Of the value, and of its file."""


AnyEdited = TypeVar("AnyEdited", bound=Edited)


def edited_in(
    path: Path, form: Form[AnyDocument], kind: Callable[..., AnyEdited], owner: str
) -> AnyEdited | None:
    """Read a value, None where there is none.

    Parameters
    ----------
    path
        Its file.
    form
        Of the file.
    kind
        Makes the value of the fields of its document.
    owner
        Field that says whose it is, as the name of the file's folder does.

    Raises
    ------
    StoreError
        If it is damaged, or speaks of another one than its name.
    """
    document = form.read(path)
    if document is None:
        return None
    fields = dict(document)
    if (fields[owner], fields["id"]) != (path.parent.name, path.stem):
        raise form.damaged(path, f"it speaks of another {form.title} than its name")
    del fields["format"]
    return kind(**fields)


def readable(
    paths: Iterable[Path], read: Callable[[Path], AnyEdited | None]
) -> tuple[list[AnyEdited], tuple[str, ...]]:
    """Read all values that can be read.

    Parameters
    ----------
    paths
        Their files.
    read
        Gives the value of a file, or None where it has gone.

    Returns
    -------
    values, troubles
        A sentence for each that cannot be read; the others are good without it.
    """
    values: list[AnyEdited] = []
    troubles: list[str] = []
    for path in paths:
        try:
            found = read(path)
        except StoreError as error:
            troubles.append(str(error))
        else:
            values += [] if found is None else [found]
    return values, tuple(troubles)


def document_of(value: Edited, form: Form[AnyDocument]) -> AnyDocument:
    """Give a value as the document that is written.

    Parameters
    ----------
    value
        Whatever of it the document has no field for is not kept.
    form
        Of the file.

    Raises
    ------
    StoreError
        If it breaks the form; nothing is written then.
    """
    names = form.document.model_fields.keys() - {"format"}
    fields = {name: getattr(value, name) for name in names}
    try:
        return form.document.model_validate({"format": form.version, **fields})
    except ValidationError as error:
        raise StoreError(
            f"The {form.title} could not be kept ({first_flaw(error)}); correct that and save "
            "again."
        ) from error
