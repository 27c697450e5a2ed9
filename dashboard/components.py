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

ASSETS: Final = (
    "shared.js", "dom.js", "cursor.js", "trace.js", "kicks.js",
    "swing.js", "leg.js", "notes.js",
    "video.js", "video_marks.js", "video.css", "review.css",
    "live.js", "live_chart.js", "live_frame.js", "live_parts.js", "live_socket.js", "live_sound.js",
    "phone.js", "phone.css", "live.css", "style.css", "icon.svg",
    "label.js", "label.css", "matrix.js",
    "team.js", "team.css", "typed.js", "typed.css",
)  # fmt: skip
"""Files that the server gives to browsers; the chart library's come besides."""

_HTML: Final = '<div class="ks"></div>'

# A component's script is sent again at every rerun, so it only fetches the real one, which the
# browser keeps. The version is a folder, so that what a script imports has it too.
_LOADER: Final = """
export default async function (component) {{
  const from = new URL("{route}/{version}/{name}", document.baseURI);
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


def kicks_table(rows: Mapping[str, Any], *, key: str, on_kick: Callable[[], None]) -> None:
    """Draw the table of kicks; the rows come from `dashboard.charts.kick_rows`."""
    _mount("kicks")(key=key, data=rows, on_kick_change=on_kick)


def swing(payload: bytes, *, key: str) -> None:
    """Draw one kick, another one behind it: from `dashboard.review_charts.swing_payload`."""
    _mount("swing", "review.css")(key=key, data=payload)


def leg(payload: Mapping[str, Any], *, key: str) -> None:
    """Draw the leg of a kick in slow motion: from `dashboard.review_charts.leg_payload`."""
    _mount("leg", "review.css")(key=key, data=payload)


def notes(
    payload: Mapping[str, Any],
    *,
    key: str,
    on_edit: Callable[[], None],
    on_remove: Callable[[], None],
    on_jump: Callable[[], None],
) -> None:
    """Show the notes of a session, to be typed in.

    Parameters
    ----------
    payload
        From `dashboard.views.notes`.
    key
        Key in the session state, where ``edit``, ``remove``, ``jump`` and ``moment`` appear.
    on_edit, on_remove, on_jump
        Called when a note was typed, is to go, or its moment is to be looked at.
    """
    _mount("notes", "review.css")(
        key=key,
        data=payload,
        on_edit_change=on_edit,
        on_remove_change=on_remove,
        on_jump_change=on_jump,
        on_moment_change=_rerun_only,
    )


def live(asked: Mapping[str, Any], *, key: str, on_again: Callable[[], None]) -> None:
    """Show a running recording.

    Parameters
    ----------
    asked
        Address of the socket (``socket``), the secret of this server's pages (``key``), the
        session (``session``), the unit of speeds (``unit``) and the words (``words``).
    key
        Key in the session state.
    on_again
        Called when the recording has ended and another one is wanted.
    """
    _mount("live", "live.css")(key=key, data=dict(asked), on_again_change=on_again)


def label_desk(payload: bytes, *, key: str) -> None:
    """Let somebody name moments; the payload comes from `dashboard.label_payload.desk_payload`.

    What was pressed appears in the session state under ``key``, as ``desk``.
    """
    _mount("label", "label.css")(key=key, data=payload, on_desk_change=_rerun_only)


def team_table(payload: Mapping[str, Any], *, key: str) -> Any:  # noqa: ANN401 - Streamlit's own value
    """Draw the team; the payload comes from `dashboard.team_table.table_payload`.

    Returns
    -------
    told
        With ``open`` (a player), ``session`` and ``order``, each None until it is chosen.
    """
    return _mount("team", "team.css")(
        key=key,
        data=dict(payload),
        on_open_change=_rerun_only,
        on_session_change=_rerun_only,
        on_order_change=_rerun_only,
    )


def video(
    payload: bytes, *, key: str, on_mark: Callable[[], None], on_unmark: Callable[[], None]
) -> None:
    """Draw a video and its trace under one cursor.

    Parameters
    ----------
    payload
        From `dashboard.clip_payload.clip_payload`.
    key
        Key in the session state, where ``mark`` and ``unmark`` appear.
    on_mark, on_unmark
        Called when a mark was set, or taken away.
    """
    _mount("video", "video.css")(
        key=key, data=payload, on_mark_change=on_mark, on_unmark_change=on_unmark
    )


def matrix(cells: Mapping[str, Any], *, key: str, on_cell: Callable[[], None]) -> None:
    """Draw a table of counts; a cell that was chosen appears under ``key``, as ``cell``."""
    _mount("matrix", "label.css")(key=key, data=cells, on_cell_change=on_cell)


def typed(payload: Mapping[str, Any], *, key: str) -> str | None:
    """Show a field whose words are sent while they are typed.

    Parameters
    ----------
    payload
        ``id`` of what is typed, ``label``, ``placeholder``, ``text`` as it is stored, ``most``
        letters, and ``words`` for ``kept`` and ``waiting``.
    key
        Key in the session state.

    Returns
    -------
    text
        What stands in the field, None before anything was typed.
    """
    told = _mount("typed", "typed.css")(key=key, data=dict(payload), on_text_change=_rerun_only)
    return told.text if isinstance(told.text, str) else None


def _rerun_only() -> None:
    """Nothing to do: the rerun itself reads the new state."""


def _mount(name: str, *styles: str) -> Callable[..., Any]:
    """Give the component; made at every run, because each running server has its own register."""
    loader = _LOADER.format(route=ROUTE, name=f"{name}.js", version=assets_version())
    css = _style("style.css", *styles)
    return st.components.v2.component(f"kicksense_{name}", html=_HTML, css=css, js=loader)


@functools.cache
def _style(*names: str) -> str:
    own = [(_folder() / name).read_text("utf-8") for name in names]
    return "\n".join([uplot_style().read_text("utf-8"), *own])


@functools.cache
def assets_version() -> str:
    """Give a name for what the files hold now; browsers fetch again what has another one."""
    content = b"".join((_folder() / name).read_bytes() for name in ASSETS)
    return sha256(content + uplot_script().read_bytes()).hexdigest()[:12]


def _folder() -> Path:
    return Path(__file__).resolve().parent / "assets"
