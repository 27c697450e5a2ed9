"""A model and its card: written whole or not at all, read without trusting it."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np

from kicksense.domain.arrays import FloatArray
from kicksense.errors import ModelError
from kicksense.inference.model import KickModel
from kicksense.store.model_arrays import MOST_BYTES, packed, unpacked
from kicksense.store.model_card import FileCard, ModelCard
from kicksense.store.model_folder import (
    ARRAYS_FILE,
    CARD_FILE,
    ESTIMATORS_FILE,
    TEXT_FILE,
    checked_content,
    curable,
    load_card,
    require_name,
    write_folder,
)
from kicksense.store.model_parts import (
    PARTS,
    arrays_of_model,
    body_cards,
    model_of,
    refuse_other_features,
)

_ALLOWED: Final = frozenset(
    {
        "builtins.dict",
        "builtins.list",
        "builtins.str",
        "builtins.tuple",
        "numpy.clip",
        "numpy.dtype",
        "numpy.float64",
        "numpy.int64",
        "numpy.uint64",
        "numpy.ndarray",
        "numpy.random._generator.Generator",
        "numpy.random.mtrand.RandomState",
        "sklearn._loss._loss.CyAbsoluteError",
        "sklearn._loss._loss.CyHalfBinomialLoss",
        "sklearn._loss._loss.CyHalfMultinomialLoss",
        "sklearn._loss._loss.CyHalfSquaredError",
        "sklearn._loss._loss.CyPinballLoss",
        "sklearn._loss.link.IdentityLink",
        "sklearn._loss.link.Interval",
        "sklearn._loss.link.LogitLink",
        "sklearn._loss.link.MultinomialLogit",
        "sklearn._loss.loss.AbsoluteError",
        "sklearn._loss.loss.HalfBinomialLoss",
        "sklearn._loss.loss.HalfMultinomialLoss",
        "sklearn._loss.loss.HalfSquaredError",
        "sklearn._loss.loss.PinballLoss",
        "sklearn.ensemble._forest.ExtraTreesClassifier",
        "sklearn.ensemble._forest.ExtraTreesRegressor",
        "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
        "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingClassifier",
        "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingRegressor",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
        "sklearn.impute._base.SimpleImputer",
        "sklearn.linear_model._logistic.LogisticRegression",
        "sklearn.linear_model._ridge.Ridge",
        "sklearn.pipeline.Pipeline",
        "sklearn.preprocessing._data.StandardScaler",
        "sklearn.preprocessing._function_transformer.FunctionTransformer",
        "sklearn.preprocessing._label.LabelEncoder",
        "sklearn.preprocessing._polynomial.PolynomialFeatures",
        "sklearn.tree._classes.ExtraTreeClassifier",
        "sklearn.tree._classes.ExtraTreeRegressor",
        "sklearn.tree._tree.Tree",
    }
)
"""All that ``model.skops`` may hold."""

_NAMED_TO_SKOPS: Final = (
    "numpy.clip",
    "numpy.dtype",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.tree._tree.Tree",
)
"""Of these, what skops does not trust by itself."""


@dataclass(frozen=True, slots=True, eq=False)
class ModelContents:
    """What is written of a model.

    Attributes
    ----------
    model
        The plain model.
    estimators
        Of scikit-learn, by the names in `PARTS`.
    card
        Without ``files`` and ``bodies``, which are filled in.
    text
        Makes ``CARD.md`` of the finished card.
    check_contacts, check_kicks
        Rows on which `kicksense models verify` compares both forms, shape (k, m) and (k, p); they
        travel with the model, so none may be of a person.
    pictures
        Further files, by name.
    """

    model: KickModel
    estimators: Mapping[str, Any]
    card: ModelCard
    text: Callable[[ModelCard], str]
    check_contacts: FloatArray
    check_kicks: FloatArray
    pictures: Mapping[str, bytes]


def save_model(folder: Path, contents: ModelContents) -> ModelCard:
    """Write a model, replacing an older one of the same name.

    Parameters
    ----------
    folder
        Of the model; its last part is the model's name.
    contents
        What is written.

    Returns
    -------
    card
        As written, with the sizes and digests of the files.

    Raises
    ------
    ModelError
        If the name is none for a model.
    StoreError
        If it cannot be written; an older model is then untouched.
    """
    require_name(folder.name)
    if folder.name != contents.card.name:
        raise ValueError(f"the card of '{contents.card.name}' in the folder '{folder.name}'")
    arrays = arrays_of_model(contents.model)
    arrays["check.contacts"] = contents.check_contacts.astype(np.float32)
    arrays["check.kicks"] = contents.check_kicks.astype(np.float32)
    files = {
        ARRAYS_FILE: packed(arrays),
        ESTIMATORS_FILE: _estimators_file(contents.estimators),
        **contents.pictures,
    }
    card = contents.card.model_copy(
        update={
            "bodies": body_cards(contents.model),
            "files": {
                name: FileCard(size=len(content), sha256=sha256(content).hexdigest())
                for name, content in files.items()
            },
        }
    )
    files[CARD_FILE] = card.to_json()
    files[TEXT_FILE] = contents.text(card).encode()
    write_folder(folder, files)
    return card


def load_model(folder: Path) -> KickModel:
    """Read a model; needs neither scikit-learn nor skops.

    Parameters
    ----------
    folder
        With ``arrays.npz`` and ``card.json``.

    Returns
    -------
    model
        Checked to fit this program.

    Raises
    ------
    ModelError
        If it is damaged, or made for other features than this program measures.
    """
    card = load_card(folder)
    with curable(card.name):
        refuse_other_features(card)
        arrays = unpacked(checked_content(folder, card, ARRAYS_FILE))
        try:
            return model_of(card, arrays)
        except (KeyError, ValueError) as error:
            raise ModelError(f"its parts do not fit together ({error})") from error


def load_check_rows(folder: Path) -> tuple[FloatArray, FloatArray]:
    """Read the rows of contacts and of kicks on which both forms of a model are compared.

    Raises
    ------
    ModelError
        If they are missing.
    """
    card = load_card(folder)
    with curable(card.name):
        arrays = unpacked(checked_content(folder, card, ARRAYS_FILE))
        contacts, kicks = arrays.get("check.contacts"), arrays.get("check.kicks")
        if contacts is None or kicks is None or contacts.ndim != kicks.ndim:
            raise ModelError("the rows to check it with are missing")
        return contacts.astype(np.float64), kicks.astype(np.float64)


def load_estimators(folder: Path) -> dict[str, Any]:
    """Read the estimators of scikit-learn.

    Only types listed here are allowed; a file with any other is refused before anything of it is
    made.

    Parameters
    ----------
    folder
        With ``model.skops``.

    Returns
    -------
    estimators
        By the names in `PARTS`.

    Raises
    ------
    ModelError
        If the file is damaged, holds other types, or was made with another scikit-learn.
    """
    try:
        import sklearn  # noqa: PLC0415 - imported late: seconds, and only to train and verify
        import skops.io  # noqa: PLC0415 - the same
        from skops.io.exceptions import UntrustedTypesFoundException  # noqa: PLC0415 - the same
    except ImportError as error:
        raise ModelError(
            "scikit-learn and skops are needed for this; install them with "
            "pip install 'kicksense[train]'."
        ) from error
    card = load_card(folder)
    with curable(card.name):
        made_with = card.versions.get("scikit-learn", "unknown")
        if made_with != sklearn.__version__:
            raise ModelError(
                f"it was made with scikit-learn {made_with} and this is {sklearn.__version__}"
            )
        content = checked_content(folder, card, ESTIMATORS_FILE)
        try:
            _refuse_other_types(content)
            estimators = skops.io.loads(content, trusted=list(_NAMED_TO_SKOPS))
        except (UntrustedTypesFoundException, TypeError) as error:
            raise ModelError(f"model.skops holds what it must not ({error})") from error
        except (
            zipfile.BadZipFile, ValueError, KeyError, AttributeError, IndexError, OSError,
            RecursionError, NotImplementedError, RuntimeError, ImportError,
        ) as error:  # fmt: skip
            raise ModelError(f"model.skops is damaged ({error})") from error
        if not isinstance(estimators, dict) or set(estimators) != set(PARTS):
            raise ModelError("model.skops does not hold the parts of a model")
    return estimators


def _estimators_file(estimators: Mapping[str, Any]) -> bytes:
    """Write the estimators of scikit-learn as skops does."""
    import skops.io  # noqa: PLC0415 - imported late: seconds, and only to train and verify

    content = io.BytesIO()
    skops.io.dump(dict(estimators), content, compression=zipfile.ZIP_DEFLATED, compresslevel=9)
    return content.getvalue()


def _refuse_other_types(content: bytes) -> None:
    """Refuse a file with a type that is not listed, before skops looks at it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
            raise ValueError(f"it unpacks to more than {MOST_BYTES} bytes")
        schema = json.loads(archive.read("schema.json"))
    others = sorted(set(_types(schema)) - _ALLOWED)
    if others:
        raise TypeError(", ".join(others[:5]))


def _types(schema: object) -> Iterator[str]:
    """Give the names of all types in the schema of a skops file."""
    waiting = [schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if "__class__" in node or "__module__" in node:
                yield f"{node.get('__module__')}.{node.get('__class__')}"
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
