"""What stands on every page: the small menu with language, role, unit of speed and who plays."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import streamlit as st

from dashboard import manner
from dashboard.error_words import say_error
from dashboard.formats import plain
from dashboard.gate import REMOTE_HEADER
from dashboard.languages import LANGUAGES
from dashboard.limits import MAX_UPLOAD_MB
from kicksense.errors import KicksenseError
from kicksense.workflows.language import SpeedUnit, marked, tr
from kicksense.workflows.player_adaptation import check_player_id

ROLE_TITLES: Final[Mapping[str, str]] = {
    "player": marked("Player"),
    "coach": marked("Coach"),
    "researcher": marked("Researcher"),
}
"""In English."""

ROLE_ICONS: Final[Mapping[str, str]] = {
    "player": ":material/sports_soccer:",
    "coach": ":material/sports:",
    "researcher": ":material/biotech:",
}

_TROUBLE: Final = "settings-trouble"
_LONGEST_ID: Final = 64


_PLACE: Final = """<style>
.st-key-frame-top { position: fixed; top: 0.7rem; right: 3.25rem; z-index: 999991; width: auto; }
.st-key-frame-top button { min-height: 2.25rem; }
[data-testid=stLayoutWrapper]:has(> .st-key-frame-top) { position: absolute; }
@media (max-width: 640px) {
  .st-key-frame-top button p { font-size: 0; }
  .st-key-frame-top { right: 0.75rem; }
  .stMarkdownEllipsis, .stMarkdownEllipsis p, [data-testid=stPageLink] p { white-space: normal; }
  .st-key-pickers { justify-content: flex-start; }
}
[data-testid=stHorizontalBlock] { row-gap: 1rem; }
button[data-variant][data-selected=true], [data-testid=stTab][aria-selected=true] p {
  color: light-dark(#0b6e4f, #8fdcc0) !important;
}
</style>"""
"""In the row of the navigation, where it takes no room from the page; on a phone its icon alone.
There, long words of a button break into lines, and what stood side by side is not far apart.

What is chosen has letters of its own: on the dark background the theme's colour is too dark to
read, and a lighter one would make the white letters on buttons unreadable.
"""


_WIDGET_WORDS: Final = """<style>
[data-testid=InputInstructions] { display: none; }
[data-testid=stFileUploaderDropzone] button p,
[data-testid=stFileUploaderDropzoneInstructions] span { font-size: 0; }
[data-testid=stFileUploaderDropzone] button p::after,
[data-testid=stFileUploaderDropzoneInstructions] span::after { font-size: 0.875rem; }
[data-testid=stFileUploaderDropzone] button p::after { content: "%(choose)s"; }
[data-testid=stFileUploaderDropzoneInstructions] span::after { content: "%(most)s"; }
</style>"""
"""Streamlit's own words, which know no language but English, in the reader's."""


def top() -> None:
    """Draw the menu in the row of the navigation."""
    with st.container(horizontal=True, horizontal_alignment="right", key="frame-top"):
        st.html(_PLACE)
        most = tr("or drop it here; {megabytes} MB at most", megabytes=MAX_UPLOAD_MB)
        st.html(_WIDGET_WORDS % {"choose": tr("Choose a file"), "most": most})
        with st.popover(tr("Settings"), icon=":material/settings:", type="tertiary"):
            choices("settings")
    show_trouble()


def is_guest() -> bool:
    """Tell whether the reader sits at another machine, let in by the code."""
    return st.context.headers.get(REMOTE_HEADER) is not None


def not_from_here() -> None:
    """Say to a guest that this is done on the computer itself."""
    st.info(
        tr("This is done on the computer that keeps the recordings, and not from another one."),
        icon=":material/lock:",
    )


def choices(place: str) -> None:
    """Draw the choices; each holds at once and is remembered.

    Parameters
    ----------
    place
        Tells the widgets of one place from those of another.
    """
    chosen = manner.chosen()
    _choice(
        place,
        "language",
        tr("Language"),
        options=tuple(LANGUAGES),
        now=chosen.language,
        words=LANGUAGES.__getitem__,
    )
    _choice(
        place,
        "role",
        tr("I am here as"),
        options=tuple(ROLE_TITLES),
        now=chosen.role,
        words=_role_words,
    )
    _choice(
        place,
        "speed_unit",
        tr("Speeds in"),
        options=tuple(unit.value for unit in SpeedUnit),
        now=chosen.speed_unit,
        words=str,
    )
    if chosen.role == "player":
        who_plays(place)


def who_plays(place: str) -> None:
    """Ask for the id of whoever plays here."""
    key = f"{place}-player"
    st.session_state[key] = manner.chosen().player_id or ""
    st.text_input(
        tr("Who plays here"),
        key=key,
        max_chars=_LONGEST_ID,
        placeholder=tr("An id, such as p07; never a name"),
        help=tr("Recordings are kept under this id. Invent one: nobody should know you by it."),
        on_change=_choose_player,
        args=(key,),
    )


def show_trouble() -> None:
    """Say what went wrong with a choice, once."""
    if trouble := st.session_state.pop(_TROUBLE, None):
        st.error(plain(trouble), icon=":material/error:")


def _choice(
    place: str,
    field: str,
    label: str,
    *,
    options: Sequence[str],
    now: str | None,
    words: Callable[[str], str],
) -> None:
    """Draw one choice among a few; pressing what is chosen already leaves it chosen."""
    key = f"{place}-{field}"
    st.session_state[key] = now
    st.segmented_control(
        label,
        options,
        format_func=words,
        key=key,
        on_change=_choose,
        args=(field, key),
    )


def _role_words(role: str) -> str:
    return f"{ROLE_ICONS[role]} {tr(ROLE_TITLES[role])}"


def _choose(field: str, key: str) -> None:
    value = st.session_state.get(key)
    if value is not None:
        _keep(**{field: value})


def _choose_player(key: str) -> None:
    typed = str(st.session_state.get(key, "")).strip()
    try:
        if typed:
            check_player_id(typed)
    except KicksenseError as error:
        st.session_state[_TROUBLE] = say_error(error)
        return
    _keep(player_id=typed or None)


def _keep(**changed: str | None) -> None:
    """Keep a choice; where it cannot be kept it holds for this tab, and that is said."""
    try:
        manner.choose(**changed)
    except KicksenseError as error:
        st.session_state[_TROUBLE] = say_error(error)
