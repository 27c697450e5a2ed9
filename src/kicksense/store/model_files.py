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
from kicksense.features.schema import SCHEMA_VERSION
from kicksense.inference.evidence import KICK_EVIDENCE
from kicksense.inference.model import (
    CONTACT_CLASSES,
    TECHNIQUES,
    KickModel,
    PowerModel,
    SpeedModel,
)
from kicksense.inference.plain import PlainClassifier, PlainRegressor, Trees
from kicksense.kicks.contact_evidence import CONTACT_EVIDENCE
from kicksense.store.model_arrays import MOST_BYTES, AnyArray, arrays_of, body_of, packed, unpacked
from kicksense.store.model_card import BodyCard, FileCard, ModelCard
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

_SPEEDS: Final = ("foot", "ball")
_QUANTILES: Final = ("low", "middle", "high")
PARTS: Final = (
    "contacts",
    "technique",
    *(f"{speed}_{quantile}" for speed in _SPEEDS for quantile in _QUANTILES),
)
"""Names of the parts of a model, in ``arrays.npz`` and in ``model.skops``."""

_CLASSIFIERS: Final = PARTS[:2]

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


def parts_of(model: KickModel) -> dict[str, PlainClassifier | PlainRegressor]:
    """Give the parts of a model by the names in `PARTS`."""
    parts: dict[str, PlainClassifier | PlainRegressor] = {
        "contacts": model.contacts,
        "technique": model.technique,
    }
    for name in _SPEEDS:
        speed: SpeedModel = getattr(model.power, name)
        for quantile in _QUANTILES:
            parts[f"{name}_{quantile}"] = getattr(speed, quantile)
    return parts


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
    files = {
        ARRAYS_FILE: packed(_arrays(contents)),
        ESTIMATORS_FILE: _estimators_file(contents.estimators),
        **contents.pictures,
    }
    card = contents.card.model_copy(
        update={
            "bodies": {name: _body_card(part) for name, part in parts_of(contents.model).items()},
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
        _refuse_other_features(card)
        arrays = unpacked(checked_content(folder, card, ARRAYS_FILE))
        try:
            return _model(card, arrays)
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


def _arrays(contents: ModelContents) -> dict[str, AnyArray]:
    """Give all arrays of a model."""
    arrays: dict[str, AnyArray] = {}
    for name, part in parts_of(contents.model).items():
        arrays |= arrays_of(name, part.body)
        if isinstance(part, PlainClassifier):
            arrays[f"{name}.offsets"] = part.offsets
    for name in _SPEEDS:
        arrays[f"{name}.margins"] = getattr(contents.model.power, name).margins
    arrays["check.contacts"] = contents.check_contacts.astype(np.float32)
    arrays["check.kicks"] = contents.check_kicks.astype(np.float32)
    return arrays


def _body_card(part: PlainClassifier | PlainRegressor) -> BodyCard:
    """Describe one part."""
    return BodyCard(
        kind="trees" if isinstance(part.body, Trees) else "linear",
        row_length=part.body.row_length,
        averaged=isinstance(part.body, Trees) and part.body.averaged,
        temperature=part.temperature if isinstance(part, PlainClassifier) else 1.0,
    )


def _estimators_file(estimators: Mapping[str, Any]) -> bytes:
    """Write the estimators of scikit-learn as skops does."""
    import skops.io  # noqa: PLC0415 - imported late: seconds, and only to train and verify

    content = io.BytesIO()
    skops.io.dump(dict(estimators), content, compression=zipfile.ZIP_DEFLATED, compresslevel=9)
    return content.getvalue()


def _refuse_other_features(card: ModelCard) -> None:
    """Refuse a model that reads other numbers than this program measures."""
    if card.schema_version != SCHEMA_VERSION:
        raise ModelError(
            f"it reads features of version {card.schema_version}, and this program measures "
            f"version {SCHEMA_VERSION}"
        )
    for what, made_for, measured in (
        ("contact", card.contact_names, CONTACT_EVIDENCE),
        ("kick", card.kick_names, KICK_EVIDENCE),
    ):
        if made_for != measured:
            raise ModelError(f"it reads other numbers of a {what} than this program measures")
    if set(card.bodies) != set(PARTS):
        raise ModelError("its card does not name the parts of a model")


def _model(card: ModelCard, arrays: Mapping[str, AnyArray]) -> KickModel:
    """Put the parts of a model together."""

    def numbers(name: str) -> FloatArray:
        array = np.array(arrays[name], dtype=np.float64)
        if not np.isfinite(array).all():
            raise ValueError(f"{name} is not finite")
        return array

    def classifier(name: str, names: tuple[str, ...], classes: tuple[str, ...]) -> PlainClassifier:
        body = body_of(name, card.bodies[name], arrays)
        temperature = card.bodies[name].temperature
        return PlainClassifier(names, classes, body, temperature, numbers(f"{name}.offsets"))

    def speed(name: str) -> SpeedModel:
        low, middle, high = (
            PlainRegressor(card.kick_names, body_of(part, card.bodies[part], arrays))
            for part in (f"{name}_{quantile}" for quantile in _QUANTILES)
        )
        return SpeedModel(low, middle, high, numbers(f"{name}.margins"))

    return KickModel(
        name=card.name,
        schema_version=card.schema_version,
        analysis_version=card.analysis_version,
        contacts=classifier("contacts", card.contact_names, CONTACT_CLASSES),
        technique=classifier("technique", card.kick_names, TECHNIQUES),
        power=PowerModel(foot=speed("foot"), ball=speed("ball")),
        kick_probability=card.kick_probability,
        abstain_below=card.abstain_below,
        digest=card.files[ARRAYS_FILE].sha256,
    )


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
