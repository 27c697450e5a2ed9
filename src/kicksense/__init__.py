"""kicksense: every kick found, named, weighed and judged from a sensor on the shin.

For notebooks, a few functions are offered here and loaded when they are first used (scientific
Python's SPEC 1): `read_recording`, `analyze`, `plot_kick`, and the `Analysis` they speak of.
"""

import importlib

__version__ = "0.1.0"

__all__ = ["Analysis", "__version__", "analyze", "plot_kick", "read_recording"]

_OFFERED_FROM = {
    "Analysis": "kicksense.workflows.notebook",
    "analyze": "kicksense.workflows.notebook",
    "plot_kick": "kicksense.workflows.notebook_plots",
    "read_recording": "kicksense.workflows.notebook",
}


def __getattr__(name: str) -> object:
    """Load what is offered, once it is asked for."""
    module = _OFFERED_FROM.get(name)
    if module is None:
        raise AttributeError(f"module 'kicksense' has no attribute '{name}'")
    return getattr(importlib.import_module(module), name)


def __dir__() -> list[str]:
    """List what is offered, loaded or not."""
    return sorted({*globals(), *__all__})
