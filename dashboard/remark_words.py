"""What is remarked on data and evaluations, in the reader's language.

Remarks are English sentences with everything already put in, as the command line prints them; here
they are laid beside their templates.
"""

from typing import Final

from dashboard.error_words import pattern_of, say_error
from kicksense.workflows.language import marked, tr

WARNING: Final = "WARNING: "
"""Begins a remark that must not be overlooked."""

_REMARKS: Final = (
    marked("{place}: {count} of {total} recordings have no labels; left out."),
    marked("{place}: labels of {count} recordings that are not there; left out."),
    marked("{session} in {place} is the same recording as {other} in {where}; left out."),
    marked(
        "{count} players have not agreed that their recordings train models ({names}); {left} "
        "recordings are left out."
    ),
    marked(
        "{count} of {total} players were in the training data of '{model}' ({names}), so its "
        "figures are better than on people it has not seen; '--players-from unseen' leaves them "
        "out."
    ),
    marked("no kick is labelled in these recordings, so nothing but false alarms is measured."),
    marked("no technique is labelled in these recordings, so none is judged."),
    marked("no label is known well enough to tell how far off the times are."),
    marked("all recordings are of one player, so no interval can be given."),
    marked(
        "the contact weights of the rules were fitted to the suit and walking recordings, so their "
        "figures on these are too good (benchmarks/fit_contacts.py leaves players out)."
    ),
    marked("no recording claims that every kick is labelled, so false alarms are not counted."),
)
"""In English, as they are made, with places for what is put in."""


def say_remark(remark: str) -> str:
    """Give a remark in the reader's language; an unknown one as an error would be said."""
    plain_remark = remark.removeprefix(WARNING)
    for template in _REMARKS:
        pattern = pattern_of(template, template)
        found = pattern.pattern.fullmatch(plain_remark)
        if found is not None:
            return tr(template).format_map(found.groupdict())
    return say_error(plain_remark)
