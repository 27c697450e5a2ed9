"""Bring a recording in: drop a file, see what it seems to hold, accept."""

from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard import stored
from dashboard.formats import capitalised, plain
from dashboard.limits import MAX_UPLOAD_MB
from dashboard.views import start
from dashboard.ways import page_named
from dashboard.wording import side_words
from kicksense.domain.anatomy import Side
from kicksense.errors import KicksenseError
from kicksense.exchange.options import ReadOptions
from kicksense.units import GRAVITY_MPS2
from kicksense.workflows.sessions import FilePreview

_ACC_UNITS: Final = {"g": "g", "mps2": "m/s²", "mg": "mg (thousandths of g)"}
_GYR_UNITS: Final = {"dps": "°/s", "radps": "rad/s", "mdps": "thousandths of °/s"}
_TIME_UNITS: Final = {"s": "s", "ms": "ms", "us": "µs", "ns": "ns"}
_UNIT_WORDS: Final = _ACC_UNITS | _GYR_UNITS | _TIME_UNITS
_REST_TOLERANCE: Final = 0.05
_FASTEST_HZ: Final = 10_000.0


def show() -> None:
    """Show the way from a file to a session."""
    st.title("Import a recording")
    st.markdown(
        "Drop the file with acceleration and angular rate: a CSV table (also packed as .gz or "
        ".zip), Xsens text, `sensors.csv` of an NGIMU, `CalInertialAndMag.csv` of an x-IMU, "
        "`Inertial.csv` of an x-IMU3, or a suit export. The file itself is left as it is, and "
        "nothing leaves this computer."
    )
    upload = st.file_uploader(
        "Recording", max_upload_size=MAX_UPLOAD_MB, key="upload", label_visibility="collapsed"
    )
    if upload is None:
        start.wearing()
        return
    _examine(upload)


def _examine(upload: UploadedFile) -> None:
    """Show what a file seems to hold, and let the user correct and accept it."""
    content = upload.getvalue()
    side = _side()
    found = st.container()
    options = _corrections(side)
    try:
        guess = stored.preview(upload.file_id, upload.name, options, content)
    except KicksenseError as error:
        found.error(plain(str(error)), icon=":material/error:")
        return
    with found:
        _summary(guess)
    accepted = st.button(
        "Import and find the kicks",
        type="primary",
        icon=":material/check:",
        disabled=guess.problem is not None,
    )
    if accepted:
        _accept(upload.name, options, content)
    _tables(guess)


def _accept(name: str, options: ReadOptions, content: bytes) -> None:
    """Import the file and go to its session."""
    try:
        with st.spinner("Importing"):
            row = stored.accept(name, options, content)
    except KicksenseError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.switch_page(page_named("session"), query_params={"session": row.id})


def _side() -> Side | None:
    chosen = st.segmented_control(
        "Which leg was the sensor on?",
        tuple(Side),
        format_func=lambda side: capitalised(side_words(side)),
        key="side",
        help="Leave it open if you do not know, or if the file says it.",
    )
    return Side(chosen) if chosen is not None else None


def _corrections(side: Side | None) -> ReadOptions:
    """Let the user say what was guessed wrongly."""
    with st.expander("Correct a guess", icon=":material/edit:"):
        left, middle, right, last = st.columns(4)
        with left:
            acc = _unit("Accelerometer", _ACC_UNITS)
        with middle:
            gyr = _unit("Gyroscope", _GYR_UNITS)
        with right:
            time = _unit("Time", _TIME_UNITS)
        with last:
            rate_hz = st.number_input(
                "Samples a second",
                min_value=1.0,
                max_value=_FASTEST_HZ,
                value=None,
                placeholder="From the file",
                key="rate",
            )
    return ReadOptions(side=side, acc_unit=acc, gyr_unit=gyr, time_unit=time, rate_hz=rate_hz)


def _unit(label: str, units: dict[str, str]) -> str | None:
    return st.selectbox(
        label,
        tuple(units),
        index=None,
        format_func=units.__getitem__,
        placeholder="As guessed",
        key=f"unit-{label}",
    )


def _summary(guess: FilePreview) -> None:
    """Say what the file seems to hold."""
    if guess.problem is not None:
        st.error(plain(guess.problem), icon=":material/error:")
    with st.container(horizontal=True):
        st.metric("Rows", f"{guess.rows:,}", border=True)
        rate = "unknown" if guess.rate_hz is None else f"{guess.rate_hz:.1f} Hz"
        st.metric("Samples a second", rate, border=True)
        st.metric("Read as", guess.kind or "unknown", border=True)
    if guess.problem is None:
        _at_rest(guess.acc_at_rest_mps2)
    for remark in guess.remarks:
        st.caption(plain(remark))


def _tables(guess: FilePreview) -> None:
    """Show columns with their units, and the first rows."""
    if guess.columns:
        st.markdown("**Columns and units**")
        st.dataframe(
            [
                {
                    "Column": column.name,
                    "Read as": column.meaning,
                    "Unit": _UNIT_WORDS.get(column.unit, column.unit),
                    "Why": column.reason,
                }
                for column in guess.columns
            ],
            hide_index=True,
            alt="Columns of the file with their guessed meaning and unit",
        )
    if guess.first_rows:
        st.markdown("**First rows**")
        st.dataframe(
            [named_cells(guess.header, row) for row in guess.first_rows],
            hide_index=True,
            alt="First rows of the file",
        )


def named_cells(header: tuple[str, ...], row: tuple[str, ...]) -> dict[str, str]:
    """Give the cells of a row under their names; names may be missing or come twice."""
    names = [header[at] if at < len(header) else "" for at in range(len(row))]
    clear = [
        name if name and names.count(name) == 1 else f"{name} (column {at})".strip()
        for at, name in enumerate(names, start=1)
    ]
    return dict(zip(clear, row, strict=True))


def _at_rest(rest_mps2: float | None) -> None:
    """Say what the accelerometer reads at rest: the surest sign of a wrong unit."""
    if rest_mps2 is None:
        st.caption(
            ":material/help: There is no quiet moment in the file, so the unit of the "
            "accelerometer cannot be checked against gravity."
        )
        return
    fine = abs(rest_mps2 / GRAVITY_MPS2 - 1.0) < _REST_TOLERANCE
    text = f"At rest the accelerometer reads {rest_mps2:.2f} m/s²; gravity is {GRAVITY_MPS2:.2f}."
    if fine:
        st.caption(f":material/check_circle: {text} The unit is right.")
    else:
        st.warning(f"{text} The unit may be wrong.", icon=":material/warning:")
