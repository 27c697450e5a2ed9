"""What the scripts of the pages are told of the reader's language: signs of numbers, and words."""

from kicksense.workflows.language import speech, tr


def script_speech() -> dict[str, str]:
    """Give the language and the decimal sign, for whatever a script writes itself.

    Returns
    -------
    parts
        ``language`` (ISO 639-1) and ``decimal_sign``.
    """
    spoken = speech()
    return {"language": spoken.code, "decimal_sign": spoken.decimal_sign}


def trace_tools() -> dict[str, str]:
    """Give the words around a trace."""
    return {
        "lane": tr("Kicks in order of time"),
        "earlier": tr("Earlier"),
        "later": tr("Later"),
        "zoom_out": tr("Zoom out"),
        "zoom_in": tr("Zoom in"),
        "kick": tr("Kick"),
        "to_kick": tr("Zoom to the chosen kick"),
        "all": tr("Whole"),
        "to_all": tr("Show the whole recording"),
    }
