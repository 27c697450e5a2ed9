"""A sensor connected step by step: worn, found, tried, named; then to Live."""

import re
from collections.abc import Mapping
from typing import Final

import streamlit as st

from dashboard import flash, frame, manner, stored_sensing
from dashboard.consent_gate import may
from dashboard.error_words import say_error
from dashboard.formats import plain
from dashboard.ways import page_named
from dashboard.wearing import wearing_uri, wearing_words
from kicksense.domain.anatomy import Side
from kicksense.domain.live import Light
from kicksense.errors import KicksenseError
from kicksense.protocol.families import family_named
from kicksense.workflows.consent import Scope
from kicksense.workflows.language import marked, number, tr, tr_count
from kicksense.workflows.player_adaptation import check_player_id
from kicksense.workflows.sensor_try import SensorInRange, SignalTry
from kicksense.workflows.told_sentences import spoken_told

_REAL: Final = "real"
_SIMULATED: Final = "simulated"
_KINDS: Final = (_REAL, _SIMULATED)
_ADDRESS: Final = re.compile(r"[0-9A-Za-z:-]{1,64}")
_FOUND: Final = "connect-found"
_HEARD: Final = "connect-heard"
_STEPS: Final = 5
_ASKING: Final = ("coach", "researcher")
"""Who records somebody else and asks first."""
_LONGEST_ID: Final = 64

_LIGHTS: Final[Mapping[Light, tuple[str, str, str]]] = {
    Light.GREEN: (":material/check_circle:", "green", marked("good")),
    Light.YELLOW: (":material/warning:", "orange", marked("fair")),
    Light.RED: (":material/cancel:", "red", marked("poor")),
}
"""An icon of its own shape, a colour, and a word."""


def show() -> None:
    """Show the steps, each once the one before is done."""
    st.title(tr("Connect a sensor"))
    if frame.is_guest():
        frame.not_from_here()
        return
    st.caption(tr("Five short steps. You can go back at any time; nothing is recorded yet."))
    kind = _which_kind()
    if kind is None:
        return
    _strap_it_on()
    sensor = _find(kind)
    if kind == _REAL and sensor is None:
        return
    if not _try_signal(sensor):
        return
    _whose(sensor)


def _which_kind() -> str | None:
    """Let a real sensor or a simulated leg be chosen."""
    asked = st.query_params.get("with")
    with _step(1, tr("What do you have?")):
        kind = st.segmented_control(
            tr("What do you have?"),
            _KINDS,
            default=asked if asked in _KINDS else None,
            format_func=lambda each: {
                _REAL: tr("A sensor"),
                _SIMULATED: tr("No sensor: simulate a leg"),
            }[each],
            label_visibility="collapsed",
            key="connect-kind",
        )
        if kind == _SIMULATED:
            st.caption(tr("No player does what is then shown, and everything made of it says so."))
    if kind is None:
        st.query_params.pop("with", None)
    else:
        st.query_params["with"] = kind
    return kind


def _strap_it_on() -> None:
    with _step(2, tr("Strap it on")):
        picture, words = st.columns([2, 3])
        with picture:
            st.image(wearing_uri(), alt=wearing_words(), width="stretch")
        with words:
            st.markdown(
                tr(
                    "Put it in the **middle of the shin**, between knee and ankle. Any way up is "
                    "fine. Tighten the strap until the sensor no longer slips when you hop."
                )
            )
            st.markdown(
                tr("If the foot you strike with is the right one, wear it on the right leg.")
            )


def _find(kind: str) -> SensorInRange | None:
    """Look for the sensor; give the one that was chosen."""
    with _step(3, tr("Find it")):
        if kind == _SIMULATED:
            st.markdown(
                ":material/check_circle: "
                + tr("The simulated leg is there. A real sensor would be looked for now.")
            )
            return None
        if trouble := stored_sensing.radio_trouble():
            st.warning(
                tr(
                    "This computer's Bluetooth cannot be used: {why}", why=plain(say_error(trouble))
                ),
                icon=":material/bluetooth_disabled:",
            )
            st.caption(
                tr("Until then you can go on with a simulated leg, chosen in the first step.")
            )
        st.markdown(tr("Switch the sensor on and hold it close to this computer."))
        if st.button(tr("Look for sensors"), icon=":material/bluetooth_searching:"):
            _look()
        found = st.session_state.get(_FOUND)
        if found is not None:
            _listed(found)
        return _chosen(found or ())


def _look() -> None:
    with st.spinner(tr("Looking for sensors; this takes some seconds")):
        try:
            st.session_state[_FOUND] = stored_sensing.look_around()
        except KicksenseError as error:
            st.session_state.pop(_FOUND, None)
            flash.complain(error)


def _listed(found: tuple[SensorInRange, ...]) -> None:
    """Show the sensors with how strong they come in, and let one be chosen or tapped."""
    if not found:
        st.info(
            tr(
                "No sensor is in range. Switch it on, wake it (shake it, or press its button), "
                "bring it close, and make sure that no phone is connected to it."
            ),
            icon=":material/search_off:",
        )
        return
    st.markdown(tr_count("One sensor is in range.", "{count} sensors are in range.", len(found)))
    for one in found:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(one.name)}**  \n{plain(one.family_title or '')}")
            _badge(one.light, tr("Signal"))
            if one.player_id is not None:
                st.markdown(tr("Player {player}", player=plain(one.player_id)))
            if st.button(tr("This one"), key=f"connect-{one.sensor}"):
                _choose(one)
    if len(found) > 1:
        st.caption(tr("Not sure which is yours? Press the button, then tap it three times."))
        if st.button(tr("Tell by tapping"), icon=":material/touch_app:"):
            _tap(found)


def _tap(found: tuple[SensorInRange, ...]) -> None:
    try:
        with st.spinner(tr("Tap the sensor three times with a finger, steadily: tap, tap, tap")):
            tapped = stored_sensing.tapped_among(found)
    except KicksenseError as error:
        flash.complain(error)
        return
    if tapped is None:
        st.warning(
            tr("No sensor felt three taps. Hold the leg still, tap firmly, and try once more.")
        )
        return
    _choose(tapped)


def _choose(one: SensorInRange) -> None:
    st.query_params["sensor"] = one.sensor
    st.query_params["family"] = one.family or ""
    st.session_state.pop(_HEARD, None)


def _chosen(found: tuple[SensorInRange, ...]) -> SensorInRange | None:
    """Give the sensor in the address: one that was found, or as a reload knows it."""
    address = st.query_params.get("sensor", "")
    family = st.query_params.get("family", "")
    for one in found:
        if one.sensor == address:
            st.success(tr("Chosen: {name}", name=plain(one.name)), icon=":material/check:")
            return one
    if _ADDRESS.fullmatch(address) is None or not _is_family(family):
        return None
    st.success(tr("Chosen: {name}", name=plain(address)), icon=":material/check:")
    return SensorInRange(address, address, family, None)


def _is_family(name: str) -> bool:
    try:
        family_named(name)
    except KicksenseError:
        return False
    return True


def _try_signal(sensor: SensorInRange | None) -> bool:
    """Listen for five seconds; give whether the signal is good enough to go on."""
    key = None if sensor is None else sensor.sensor
    with _step(4, tr("Test the signal")):
        st.markdown(tr("Move the leg a little while it listens."))
        if st.button(tr("Listen for five seconds"), icon=":material/hearing:"):
            with st.spinner(tr("Listening to the sensor")):
                try:
                    st.session_state[_HEARD] = (key, stored_sensing.listen_to(key))
                except KicksenseError as error:
                    st.session_state.pop(_HEARD, None)
                    flash.complain(error)
        kept = st.session_state.get(_HEARD)
        if kept is None or kept[0] != key:
            return False
        heard: SignalTry | None = kept[1]
        if heard is None:
            st.error(tr("Nothing was heard. Bring the sensor close and listen again."))
            return False
        _heard_words(heard)
        return heard.health.samples > 0


def _heard_words(heard: SignalTry) -> None:
    """Say how good the signal was."""
    health = heard.health
    _badge(health.light, tr("Signal"))
    said = []
    if health.measured_rate_hz is not None:
        said.append(tr("{rate} measurements a second", rate=number(health.measured_rate_hz)))
    said.append(tr("{share} % lost", share=number(100.0 * health.lost_ratio, 1)))
    if health.battery_ratio is not None:
        said.append(tr("battery {share} %", share=number(100.0 * health.battery_ratio)))
    st.markdown(" · ".join(said))
    for remark in health.remarks:
        st.markdown(f"- {plain(spoken_told(remark))}")
    if health.light is Light.RED:
        st.caption(tr("You can go on, but kicks may be missed. Better mend it first."))


def _whose(sensor: SensorInRange | None) -> None:
    """Ask whose leg it is, remember it, and go to Live."""
    with _step(5, tr("Whose leg is it?")):
        known = manner.chosen().player_id or ""
        usual = sensor.player_id if sensor is not None and sensor.player_id else known
        player_id = st.text_input(
            tr("Player"),
            value=usual,
            max_chars=_LONGEST_ID,
            placeholder=tr("An id, such as p07; never a name"),
            key="connect-player",
        ).strip()
        side = st.segmented_control(
            tr("Leg"),
            tuple(Side),
            default=(None if sensor is None else sensor.side) or Side.RIGHT,
            format_func=lambda each: tr("Left leg") if each is Side.LEFT else tr("Right leg"),
            key="connect-side",
        )
        if player_id and sensor is not None and manner.chosen().role in _ASKING:
            try:
                check_player_id(player_id)
            except KicksenseError as error:
                flash.complain(error)
                return
            if not may(Scope.STORE, player_id):
                return
        if st.button(tr("Go to Live"), type="primary", icon=":material/arrow_forward:"):
            _go(sensor, player_id, side)


def _go(sensor: SensorInRange | None, player_id: str, side: Side | None) -> None:
    """Remember the sensor and open the live page."""
    if not player_id:
        st.error(tr("Say whose leg it is: an id that you invent, such as p07."))
        return
    try:
        check_player_id(player_id)
        if sensor is not None:
            stored_sensing.remember(sensor, player_id, side or Side.RIGHT)
        if manner.chosen().role == "player" and manner.chosen().player_id is None:
            manner.choose(player_id=player_id)
    except KicksenseError as error:
        flash.complain(error)
        return
    asked = {"player": player_id}
    if sensor is None:
        asked["source"] = _SIMULATED
    st.switch_page(page_named("live"), query_params=asked)


def _badge(light: Light, what: str) -> None:
    icon, colour, word = _LIGHTS[light]
    st.badge(f"{what}: {tr(word)}", icon=icon, color=colour)  # type: ignore[arg-type]


def _step(number_of: int, title: str) -> "st.delta_generator.DeltaGenerator":
    """Open the frame of a step."""
    step = st.container(border=True, key=f"connect-step-{number_of}")
    step.caption(tr("Step {number} of {count}", number=number_of, count=_STEPS))
    step.markdown(f"#### {title}")
    return step
