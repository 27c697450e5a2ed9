"""The three drawn parts of the pages, each a Streamlit component with its files beside it."""

import functools
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import streamlit as st

from kicksense.workflows.places import uplot_script, uplot_style

ROUTE: Final = "/kicksense-assets"
"""Where `dashboard.server` serves the components' files."""

ASSETS: Final = ("shared.js", "trace.js", "strip.js", "kicks.js")

_HTML: Final = '<div class="ks"></div>'

# A component's script is sent again at every rerun, so it only fetches the real one, which the
# browser keeps. The version makes a browser fetch again after an update.
_LOADER: Final = """
export default async function (component) {{
  const from = new URL("{route}/{name}?v={version}", document.baseURI);
  const {{ render }} = await import(from.href);
  return render(component);
}}
"""


def trace(payload: bytes, *, key: str, on_kick: Callable[[], None]) -> None:
    """Draw a whole recording.

    Parameters
    ----------
    payload
        From `dashboard.charts.trace_payload`.
    key
        Key in the session state, where ``kick`` and ``window`` appear.
    on_kick
        Called when a kick was chosen.
    """
    _mount("trace")(key=key, data=payload, on_kick_change=on_kick, on_window_change=_rerun_only)


def strip(payload: bytes, *, key: str) -> None:
    """Draw one kick; the payload comes from `dashboard.charts.strip_payload`."""
    _mount("strip")(key=key, data=payload)


def kicks_table(rows: Mapping[str, Any], *, key: str, on_kick: Callable[[], None]) -> None:
    """Draw the table of kicks; the rows come from `dashboard.charts.kick_rows`."""
    _mount("kicks")(key=key, data=rows, on_kick_change=on_kick)


def _rerun_only() -> None:
    """Nothing to do: the rerun itself reads the new state."""


def _mount(name: str) -> Callable[..., Any]:
    """Give the component; made at every run, because each running server has its own register."""
    loader = _LOADER.format(route=ROUTE, name=f"{name}.js", version=_version())
    return st.components.v2.component(f"kicksense_{name}", html=_HTML, css=_style(), js=loader)


@functools.cache
def _style() -> str:
    own = (_folder() / "style.css").read_text("utf-8")
    return f"{uplot_style().read_text('utf-8')}\n{own}"


@functools.cache
def _version() -> str:
    content = b"".join((_folder() / name).read_bytes() for name in ASSETS)
    return sha256(content + uplot_script().read_bytes()).hexdigest()[:12]


def _folder() -> Path:
    return Path(__file__).resolve().parent / "assets"
