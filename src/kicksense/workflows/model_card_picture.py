"""The reliability curve on a model's card, as a picture."""

import io
from collections.abc import Mapping

from kicksense.errors import UsageError
from kicksense.store.model_card import TableCard


def reliability_picture(tables: Mapping[str, TableCard]) -> bytes:
    """Draw how often what was said to be likely came true.

    Parameters
    ----------
    tables
        Rows of count, said and true share, by what was said.

    Returns
    -------
    picture
        PNG; points as large as there are cases, the diagonal for comparison.

    Raises
    ------
    UsageError
        If matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - imported late: an extra, and slow
    except ImportError as error:
        raise UsageError(
            "matplotlib is needed for the card of a model; install it with "
            "pip install 'kicksense[train]'."
        ) from error
    figure = Figure(figsize=(4.2 * len(tables), 4.2), layout="constrained")
    for place, (name, table) in enumerate(tables.items(), start=1):
        axes = figure.add_subplot(1, len(tables), place)
        axes.plot([0, 1], [0, 1], color="0.6", linestyle="--", linewidth=1)
        said, true = [row[1] for row in table.values], [row[2] for row in table.values]
        most = max((row[0] for row in table.values), default=1.0)
        sizes = [20.0 + 160.0 * row[0] / most for row in table.values]
        axes.plot(said, true, color="#0072B2", linewidth=1)
        axes.scatter(said, true, s=sizes, color="#0072B2")
        axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", title=name)
        axes.set(xlabel="probability said", ylabel="share that came true")
    content = io.BytesIO()
    # The date of the drawing is no part of it, so that the same model is the same file.
    figure.savefig(content, format="png", dpi=110, metadata={"Software": None})
    return content.getvalue()
