"""Every word that the live page's script shows; it has none of its own."""

import json
from typing import Any

from dashboard.formats import capitalised
from dashboard.script_words import script_speech
from dashboard.wording import marker_words, side_words
from kicksense.domain.anatomy import Side
from kicksense.domain.live import MarkerKind
from kicksense.workflows.language import tr


def live_page_words() -> dict[str, Any]:
    """Give the words of the live page in the reader's language.

    Returns
    -------
    words
        By the names that ``assets/live*.js`` knows; places in braces are filled there.
    """
    return {
        **script_speech(),
        "states": _states(),
        "lights": {
            "green": tr("Good signal"),
            "yellow": tr("Look after the signal"),
            "red": tr("No signal"),
            "off": tr("Not connected"),
        },
        "tones": {
            "good": tr("In the band"),
            "hard": tr("Too hard"),
            "soft": tr("Too soft"),
            "unsure": tr("Could be either"),
        },
        "markers": {
            **{kind.value: capitalised(marker_words(kind)) for kind in MarkerKind},
            "beep": tr("Beep"),
        },
        "origins": {
            "beep": tr("Beep"),
            "dashboard": tr("from the page"),
            "keyboard": tr("from the keyboard"),
        },
        "guesses": {
            "softer": tr("Softer"),
            "good": tr("Good weight"),
            "harder": tr("Harder"),
        },
        "sides": {side.value: side_words(side) for side in Side},
        "sounds": {
            "both": tr("Words and tones"),
            "words": tr("Words"),
            "tones": tr("Tones"),
        },
        "columns": {
            "number": tr("No."),
            "time": tr("Time"),
            "who": tr("Who"),
            "technique": tr("Technique"),
            "ball": tr("Ball"),
            "weight": tr("Weight"),
        },
        "panels": {"rate": tr("Turning of the shin"), "acc": tr("Shock at the shin")},
        **_kicks(),
        **_frame(),
    }


def live_page_text() -> str:
    """Give the same as JSON, for a page that is written by hand."""
    return json.dumps(live_page_words())


def _states() -> dict[str, str]:
    return {
        "connecting": tr("Connecting to kicksense…"),
        "down": tr("Connection to kicksense lost, trying again… The recording goes on."),
        "lost": tr(
            "Connection to the recorder lost, trying again… If it does not come back, what it "
            "wrote is kept and stored at the next start."
        ),
        "idle": tr(
            "No recording is running. It appears here as soon as one is started on the computer."
        ),
    }


def _kicks() -> dict[str, str]:
    return {
        "withdrawn": tr("Kick {number} is none after all. {sentence}"),
        "not_sent": tr("That did not reach the recording: there is no connection."),
        "open_session": tr("Open session {session}"),
        "open_stored": tr("Open the stored session"),
        "ended": tr("The recording has ended."),
        "again": tr("Record again"),
        "waiting": tr("Waiting for the first kick"),
        "how": tr("How was it?"),
        "kick": tr("Kick {number}"),
        "kick_of": tr("Kick {number}, {who}"),
        "arrival": tr("{label}: {speed}, nine times in ten {range}."),
        "delay": tr("Said {seconds} s after the ball was struck."),
        "one_kick": tr("kick"),
        "many_kicks": tr("kicks"),
        "rate": tr("{rate} samples a second"),
        "lost_share": tr("{share} % lost"),
        "battery": tr("battery {share} %"),
        "reconnects": tr("{count} times reconnected"),
        "marked": tr("{what} at {moment}"),
        "recording": tr("Recording {length}"),
    }


def _frame() -> dict[str, str]:
    return {
        "skip": tr("Skip this"),
        "simulated": tr("Simulated"),
        "last_kick": tr("Last kick"),
        "why": tr("Why?"),
        "guess_label": tr("Your guess: the next ball should be"),
        "guess_ask": tr("The next ball should be"),
        "coach": tr("Coach: show at once"),
        "so_far": tr("Session so far"),
        "signal": tr("Signal"),
        "sound": tr("Sound"),
        "sound_on": tr("Turn sound on"),
        "sound_off": tr("Turn sound off"),
        "what_to_hear": tr("What to hear"),
        "volume": tr("Volume"),
        "marker_list": tr("Markers"),
        "stop": tr("Stop"),
        "traces": tr("The last ten seconds: how fast the shin turns, and the shock at it"),
        "sensor": tr("Sensor"),
        "kicks_so_far": tr("Kicks so far"),
        "kicks_newest": tr("Kicks so far, the newest first"),
        "note": tr("Note"),
        "note_ask": tr("What happened?"),
        "note_keep": tr("Keep the note"),
        "stop_title": tr("Stop the recording"),
        "stop_ask": tr("Stop the recording and store the session?"),
        "go_on": tr("Go on recording"),
        "stop_and_store": tr("Stop and store"),
    }
