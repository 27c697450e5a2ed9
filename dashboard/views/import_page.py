"""Bring a recording in: drop a file, see what it seems to hold, accept."""

from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard import shared_view, stored
from dashboard.error_words import say_error
from dashboard.formats import capitalised, number_words, plain
from dashboard.limits import MAX_UPLOAD_MB
from dashboard.views import start
from dashboard.ways import page_named
from dashboard.wording import side_words
from kicksense.domain.anatomy import Side
from kicksense.errors import KicksenseError
from kicksense.exchange.options import ReadOptions
from kicksense.units import GRAVITY_MPS2
from kicksense.workflows.language import marked, number, tr
from kicksense.workflows.receiving import is_share
from kicksense.workflows.sessions import FilePreview
from kicksense.workflows.told_sentences import spoken_told

_ACC_UNITS: Final = {"g": "g", "mps2": "m/s²", "mg": marked("mg (thousandths of g)")}
_GYR_UNITS: Final = {"dps": "°/s", "radps": "rad/s", "mdps": marked("thousandths of °/s")}
_TIME_UNITS: Final = {"s": "s", "ms": "ms", "us": "µs", "ns": "ns"}
_UNIT_WORDS: Final = _ACC_UNITS | _GYR_UNITS | _TIME_UNITS
_REST_TOLERANCE: Final = 0.05
_FASTEST_HZ: Final = 10_000.0


def show() -> None:
    """Show the way from a file to a session."""
    st.title(tr("Import a recording"))
    st.markdown(
        tr(
            "Drop the file with acceleration and angular rate: a CSV table (also packed as .gz or "
            ".zip), Xsens text, `sensors.csv` of an NGIMU, `CalInertialAndMag.csv` of an x-IMU, "
            "`Inertial.csv` of an x-IMU3, a suit export, or a share file that somebody sent you "
            "(`.kicksense`). The file itself is left as it is, and nothing leaves this computer."
        )
    )
    upload = st.file_uploader(
        tr("Recording"), max_upload_size=MAX_UPLOAD_MB, key="upload", label_visibility="collapsed"
    )
    if upload is None:
        start.wearing()
        return
    _examine(upload)


def _examine(upload: UploadedFile) -> None:
    """Show what a file seems to hold, and let the user correct and accept it."""
    content = upload.getvalue()
    if is_share(content):
        shared_view.show(content)
        return
    side = _side()
    found = st.container()
    options = _corrections(side)
    try:
        with st.spinner(tr("Looking at the file")):
            guess = stored.preview(upload.file_id, upload.name, options, content)
    except KicksenseError as error:
        found.error(plain(say_error(error)), icon=":material/error:")
        return
    with found:
        _summary(guess)
    accepted = st.button(
        tr("Import and find the kicks"),
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
        with st.spinner(tr("Importing")):
            row = stored.accept(name, options, content)
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    st.switch_page(page_named("session"), query_params={"session": row.id})


def _side() -> Side | None:
    chosen = st.segmented_control(
        tr("Which leg was the sensor on?"),
        tuple(Side),
        format_func=lambda side: capitalised(side_words(side)),
        key="side",
        help=tr("Leave it open if you do not know, or if the file says it."),
    )
    return Side(chosen) if chosen is not None else None


def _corrections(side: Side | None) -> ReadOptions:
    """Let the user say what was guessed wrongly."""
    with st.expander(tr("Correct a guess"), icon=":material/edit:"):
        left, middle, right, last = st.columns(4)
        with left:
            acc = _unit(tr("Accelerometer"), "acc", _ACC_UNITS)
        with middle:
            gyr = _unit(tr("Gyroscope"), "gyr", _GYR_UNITS)
        with right:
            time = _unit(tr("Time"), "time", _TIME_UNITS)
        with last:
            rate_hz = st.number_input(
                tr("Samples a second"),
                min_value=1.0,
                max_value=_FASTEST_HZ,
                value=None,
                placeholder=tr("From the file"),
                key="rate",
            )
    return ReadOptions(side=side, acc_unit=acc, gyr_unit=gyr, time_unit=time, rate_hz=rate_hz)


def _unit(label: str, name: str, units: dict[str, str]) -> str | None:
    return st.selectbox(
        label,
        tuple(units),
        index=None,
        format_func=lambda unit: tr(units[unit]),
        placeholder=tr("As guessed"),
        key=f"unit-{name}",
    )


def _summary(guess: FilePreview) -> None:
    """Say what the file seems to hold."""
    if guess.problem is not None:
        st.error(plain(say_error(guess.problem)), icon=":material/error:")
    with st.container(horizontal=True):
        st.metric(tr("Rows"), number_words(guess.rows), border=True)
        rate = tr("unknown") if guess.rate_hz is None else f"{number(guess.rate_hz, 1)} Hz"
        st.metric(tr("Samples a second"), rate, border=True)
        st.metric(tr("Read as"), guess.kind or tr("unknown"), border=True)
    if guess.problem is None:
        _at_rest(guess.acc_at_rest_mps2)
    for remark in guess.remarks:
        st.caption(plain(spoken_told(remark)))


def _tables(guess: FilePreview) -> None:
    """Show columns with their units, and the first rows."""
    if guess.columns:
        st.markdown(f"**{tr('Columns and units')}**")
        st.dataframe(
            [
                {
                    tr("Column"): column.name,
                    tr("Read as"): spoken_told(column.meaning),
                    tr("Unit"): tr(_UNIT_WORDS.get(column.unit, column.unit)),
                    tr("Why"): spoken_told(column.reason),
                }
                for column in guess.columns
            ],
            hide_index=True,
            alt=tr("Columns of the file with their guessed meaning and unit"),
        )
    if guess.first_rows:
        st.markdown(f"**{tr('First rows')}**")
        st.dataframe(
            [named_cells(guess.header, row) for row in guess.first_rows],
            hide_index=True,
            alt=tr("First rows of the file"),
        )


def named_cells(header: tuple[str, ...], row: tuple[str, ...]) -> dict[str, str]:
    """Give the cells of a row under their names; names may be missing or come twice."""
    names = [header[at] if at < len(header) else "" for at in range(len(row))]
    clear = [
        name
        if name and names.count(name) == 1
        else tr("{name} (column {number})", name=name, number=at).strip()
        for at, name in enumerate(names, start=1)
    ]
    return dict(zip(clear, row, strict=True))


def _at_rest(rest_mps2: float | None) -> None:
    """Say what the accelerometer reads at rest: the surest sign of a wrong unit."""
    if rest_mps2 is None:
        st.caption(
            ":material/help: "
            + tr(
                "There is no quiet moment in the file, so the unit of the accelerometer cannot be "
                "checked against gravity."
            )
        )
        return
    fine = abs(rest_mps2 / GRAVITY_MPS2 - 1.0) < _REST_TOLERANCE
    text = tr(
        "At rest the accelerometer reads {rest} m/s²; gravity is {gravity}.",
        rest=number(rest_mps2, 2),
        gravity=number(GRAVITY_MPS2, 2),
    )
    if fine:
        st.caption(f":material/check_circle: {text} {tr('The unit is right.')}")
    else:
        st.warning(f"{text} {tr('The unit may be wrong.')}", icon=":material/warning:")
