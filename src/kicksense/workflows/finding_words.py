"""The form of what is said of a finding.

Sentences speak of the ball rather than of the body, because attention on the outcome teaches
faster, and in words that a player of twelve understands. What is a sign and no measurement says
so in its first words.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class FindingWords:
    """The words of one code.

    Attributes
    ----------
    what
        What is the matter, fullest first: the first whose numbers are all in the evidence is said.
    why
        What that was seen from, fullest first; general words follow where none fits.
    cure
        What to try, about the ball or the place, not about the body.
    """

    what: tuple[str, ...]
    why: tuple[str, ...]
    cure: str


GENERAL_WHY: Final = (
    "Leaving room for chance, that is at least {share_low_ratio} of them.",
    "It showed in {kicks_count} of the {of_kicks_count} that could have shown it.",
    "It showed in this kick.",
)
"""Said where no reason of a code's own fits."""
