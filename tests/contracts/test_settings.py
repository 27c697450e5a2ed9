"""What holds for every settings class."""

import dataclasses
import inspect
import re

import pytest

from kicksense.settings import AnalysisSettings


def _classes(settings: object) -> list[type]:
    """Give the class of a value and of every settings class inside."""
    found: list[type] = [type(settings)]
    for field in dataclasses.fields(type(settings)):  # type: ignore[arg-type]
        value = getattr(settings, field.name)
        if dataclasses.is_dataclass(value):
            found += _classes(value)
    return found


CLASSES = sorted(set(_classes(AnalysisSettings())), key=lambda cls: cls.__name__)


@pytest.mark.parametrize("cls", CLASSES)
def test_settings_are_frozen_with_a_default_for_everything(cls: type) -> None:
    settings = cls()
    assert settings == cls()
    name = dataclasses.fields(cls)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(settings, name, None)


@pytest.mark.parametrize("cls", [cls for cls in CLASSES if cls is not AnalysisSettings])
def test_every_threshold_is_explained(cls: type) -> None:
    explained = set(re.findall(r"\w+", inspect.getdoc(cls) or ""))
    missing = {field.name for field in dataclasses.fields(cls)} - explained
    assert not missing
