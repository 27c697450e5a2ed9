"""One kick, looked at closely."""

from collections.abc import Mapping
from typing import Final, Literal

import streamlit as st

from dashboard import charts, stored
from dashboard.cards import finding_card
from dashboard.formats import (
    capitalised,
    clock_offset_s,
    clock_words,
    distance_words,
)
from dashboard.wording import power_words, technique_words
from kicksense.domain.kick import KickReport, PowerBand, SessionReport, Technique
from kicksense.workflows.language import tr
from kicksense.workflows.options import AnalysisRequest

_Colour = Literal["blue", "green", "orange", "red"]

_POWER_COLOURS: Final[Mapping[PowerBand, _Colour]] = {
    PowerBand.UNDER_HIT: "blue",
    PowerBand.GOOD: "green",
    PowerBand.HEAVY: "orange",
    PowerBand.EXCESS: "red",
}


def show(session_id: str, request: AnalysisRequest, number: int) -> None:
    """Show numbers with intervals, findings and the course of a kick.

    Parameters
    ----------
    session_id, request
        The session and what is asked of it.
    number
        The kick, from 1.
    """
    report = stored.report(session_id, request)
    kick = report.kicks[number - 1]
    _title(report, kick, number)
    _findings(kick)
    speeds, technique = st.columns([3, 2], gap="medium")
    with speeds:
        st.markdown(tr("**Speed**, with the range that holds it nine times in ten"))
        st.html(charts.speed_bars(_bars(report, kick), most_mps=charts.scale_end_mps(report)))
        if kick.clipped:
            st.caption(
                ":material/warning: "
                + tr(
                    "The sensor was at its limit in this kick: the true peak is higher than what "
                    "it could say, and the ranges are wider for that."
                )
            )
    with technique:
        st.markdown(f"**{tr('Technique')}**")
        st.html(charts.probability_bars(kick.probability))


def _title(report: SessionReport, kick: KickReport, number: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(
            tr(
                "Kick {number}: {technique}",
                number=number,
                technique=technique_words(kick.technique),
            ),
            width="content",
            anchor=False,
        )
        if kick.power is not None:
            st.badge(capitalised(power_words(kick.power)), color=_POWER_COLOURS[kick.power])
        if report.source.simulated:
            st.badge(tr("Simulated"), color="violet")
        moment = clock_words(kick.t_s - clock_offset_s(report))
        st.caption(tr("at {moment}", moment=moment), width="content")


def _bars(report: SessionReport, kick: KickReport) -> list[charts.SpeedBar]:
    bars = [
        charts.SpeedBar(tr("Foot"), kick.foot_speed_mps),
        charts.SpeedBar(tr("Ball"), kick.ball_speed_mps),
    ]
    if kick.arrival_speed_mps is not None and report.target is not None:
        arrives = tr("Arriving after {distance}", distance=distance_words(report.target.distance_m))
        bars.append(
            charts.SpeedBar(arrives, kick.arrival_speed_mps, report.target.arrival_band_mps)
        )
    return bars


def _findings(kick: KickReport) -> None:
    if not kick.findings:
        st.caption(
            f":material/check_circle: {tr('Nothing to say against this kick.')}"
            if kick.technique is not Technique.UNSURE
            else tr("Too little is sure about this kick to advise on it.")
        )
    for finding in kick.findings:
        finding_card(finding)
