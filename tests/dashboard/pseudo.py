"""A language in which every translated text stands between ⟦ and ⟧.

What a page shows outside of these brackets was never handed to a translation. Serve the pages in
it with ``KICKSENSE_PSEUDO=1 python -m tests.dashboard.pseudo FOLDER``; the product knows nothing
of it.
"""

import os
import sys
from pathlib import Path
from unittest.mock import patch

from dashboard import languages
from kicksense.workflows.dashboard import serve_dashboard
from kicksense.workflows.language import Speech, SpeedUnit
from tests.dashboard.messages import collected

ASKED = "KICKSENSE_PSEUDO"
OPEN, CLOSE = "⟦", "⟧"


class Bracketed(dict[str, str]):
    """Translations that put brackets around whatever is looked up."""

    def get(self, message: str, default: object = None, /) -> str:
        """Give the message between brackets."""
        del default
        return f"{OPEN}{message}{CLOSE}"


def pseudo_speech(code: str = "xx", speed_unit: SpeedUnit = SpeedUnit.KMH) -> Speech:
    """Give a speech in which every text shows that it was translated.

    Parameters
    ----------
    code
        What the language is taken for.
    speed_unit
        Of speeds.
    """
    plurals = {
        one: (f"{OPEN}{one}{CLOSE}", f"{OPEN}{many}{CLOSE}") for one, many in collected().plural
    }
    return Speech(code, Bracketed(), plurals, ".", speed_unit)


if __name__ == "__main__":
    if os.environ.get(ASKED) != "1":
        sys.exit(f"Set {ASKED}=1 to serve the pages in brackets.")
    with patch.object(languages, "speech_in", pseudo_speech):
        serve_dashboard(data_dir=Path(sys.argv[1]))
