"""Statements and what follows from them, as cards."""

from typing import Final

import streamlit as st

from dashboard.formats import plain
from dashboard.wording import drill_title, sentence_of
from kicksense.domain.kick import Finding, Severity
from kicksense.workflows.language import tr

_ICONS: Final = {
    Severity.INFO: ":material/info:",
    Severity.ADVICE: ":material/lightbulb:",
    Severity.WARNING: ":material/priority_high:",
}


def finding_card(finding: Finding) -> None:
    """Show one statement and the drill that trains it."""
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"{_ICONS[finding.severity]} {plain(sentence_of(finding))}")
        if finding.drill is not None:
            st.caption(
                f":material/fitness_center: {tr('Drill:')} {plain(drill_title(finding.drill))}"
            )
