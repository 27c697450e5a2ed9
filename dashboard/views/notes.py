"""Notes at moments of a session: typed, spoken, kept at once."""

import math
from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from dashboard import components, manner, stored, stored_review
from dashboard.error_words import say_error
from dashboard.formats import clock_offset_s, clock_words, moment_words, plain
from dashboard.script_words import script_speech
from kicksense.domain.kick import SessionReport
from kicksense.errors import KicksenseError
from kicksense.store.notes import MAX_NOTE_LETTERS, VOICE_TYPES, Note
from kicksense.store.preferences import Role
from kicksense.workflows.language import marked, tr
from kicksense.workflows.notes import KeptNote, TypedNote, keep_typed, keep_voice, remove_note

_ROLES: Final[Mapping[Role, str]] = {
    "player": marked("Player"),
    "coach": marked("Coach"),
    "researcher": marked("Researcher"),
}


@manner.fragment
def show(session_id: str, report: SessionReport, number: int | None) -> None:
    """Show the notes of a session; what is typed reruns this alone.

    Parameters
    ----------
    session_id
        Of the session.
    report
        What was found in it.
    number
        The kick that is looked at, None where there is none.
    """
    st.subheader(tr("Notes"), anchor=False)
    key = f"notes-{session_id}"
    try:
        kept = stored_review.notes(session_id)
    except KicksenseError as error:
        _say(error)
        return
    for trouble in kept.troubles:
        st.warning(plain(say_error(trouble)), icon=":material/warning:")
    if not kept.notes:
        st.caption(
            tr(
                "No notes yet. Point at a moment in the trace or the leg, then write what you saw; "
                "it is kept as you type."
            )
        )
    answer = _answer(st.session_state.pop(f"{key}-answer", None))
    components.notes(
        _payload(session_id, report, number, kept.notes) | {"answer": answer},
        key=key,
        on_edit=lambda: _edit(session_id, report, key),
        on_remove=lambda: _remove(session_id, key),
        on_jump=lambda: _jump(report, key),
    )
    if st.session_state.pop(f"{key}-again", False):
        st.rerun()
    if trouble := st.session_state.pop(f"{key}-trouble", None):
        _say(trouble)
    _voices(kept.notes, clock_offset_s(report))
    _speak(session_id, report, _moment(report, number, key))


def marks(session_id: str, report: SessionReport) -> list[dict[str, Any]]:
    """Give the notes of a session as marks on its trace.

    Parameters
    ----------
    session_id
        Of the session.
    report
        What was found in it; its clock is the one shown.
    """
    offset_s = clock_offset_s(report)
    return [
        {
            "t_s": note.t_s - offset_s,
            "label": tr(
                "Note at {moment}: {text}",
                moment=clock_words(note.t_s - offset_s),
                text=note.text[:80] if note.text else tr("spoken note"),
            ),
        }
        for note in stored_review.notes(session_id).notes
    ]


def _payload(
    session_id: str, report: SessionReport, number: int | None, notes: tuple[Note, ...]
) -> dict[str, Any]:
    """Give the notes as their component takes them."""
    offset_s = clock_offset_s(report)
    return {
        "session": session_id,
        "moment": _moment(report, number, None) - offset_s,
        "kicks": [
            (at, kick.phases.backswing_s - offset_s, kick.phases.follow_through_end_s - offset_s)
            for at, kick in enumerate(report.kicks, start=1)
        ],
        "most_letters": MAX_NOTE_LETTERS,
        "notes": [
            {
                "id": note.id,
                "t_s": note.t_s - offset_s,
                "text": note.text,
                "kick": note.kick,
                "revision": note.revision,
                "about": _about(note),
            }
            for note in notes
        ],
        "words": script_speech()
        | {
            "title": tr("Notes"),
            "add": tr("Write a note at {moment}"),
            "jump": tr("Go to {moment}"),
            "text": tr("Note at {moment}"),
            "hint": tr("What did you see?"),
            "mine": tr("new note"),
            "saving": tr("Being kept\N{HORIZONTAL ELLIPSIS}"),
            "saved": tr("Kept."),
            "full": tr(
                "This note is full: it holds {count} letters. Write on in another one.",
                count=MAX_NOTE_LETTERS,
            ),
            "waiting": tr(
                "kicksense does not answer. What you typed is safe in this browser and is kept as "
                "soon as it does."
            ),
            "beside": tr(
                "Somebody changed this note in another window. Both versions are kept: this one, "
                "and the other one beside it."
            ),
            "remove": tr("Delete"),
            "remove_yes": tr("Yes, into the bin"),
            "remove_no": tr("Keep it"),
        },
    }


def _about(note: Note) -> str:
    """Say who wrote a note, when, and about what."""
    parts = [tr(_ROLES[note.author]), moment_words(note.created_utc)]
    if note.kick is not None:
        parts.append(tr("kick {number}", number=note.kick))
    if note.voice is not None:
        parts.append(tr("spoken, see below"))
    if note.beside is not None:
        parts.append(tr("another version, typed in another window"))
    return " · ".join(parts)


def _moment(report: SessionReport, number: int | None, key: str | None) -> float:
    """Give the moment that is looked at, on the source's own clock."""
    held = None if key is None else st.session_state.get(key, {}).get("moment")
    last_s = report.start_time_s + report.duration_s
    if isinstance(held, int | float) and math.isfinite(held):
        moment_s = held + clock_offset_s(report)
        if report.start_time_s <= moment_s <= last_s:
            return float(moment_s)
    return report.start_time_s if number is None else report.kicks[number - 1].t_s


def _edit(session_id: str, report: SessionReport, key: str) -> None:
    """Keep what was typed; what a browser sends is looked at twice."""
    edit = st.session_state[key].get("edit")
    typed = _typed(edit, report)
    if typed is None or not isinstance(edit, dict):
        return
    became: KeptNote | KicksenseError
    try:
        became = keep_typed(
            stored.sessions(), session_id, typed, author=manner.chosen().role or "player"
        )
    except KicksenseError as error:
        became = error
    # Words are made where they are drawn: here nobody knows yet in which language.
    asked = {"sequence": edit.get("sequence"), "writer": typed.writer}
    st.session_state[f"{key}-answer"] = (asked, became)


def _answer(became: tuple[dict[str, Any], KeptNote | KicksenseError] | None) -> dict[str, Any]:
    """Tell the component what became of its edit; nothing where there was none."""
    match became:
        case (asked, KeptNote() as kept):
            note = kept.note
            said = {"id": note.id, "revision": note.revision, "about": _about(note)}
            return asked | {"beside": kept.beside, "note": said}
        case (asked, KicksenseError() as error):
            return asked | {"trouble": say_error(error)}
        case _:
            return {}


def _typed(edit: object, report: SessionReport) -> TypedNote | None:
    """Read an edit as a page sends it, None for anything else."""
    match edit:
        case {
            "id": str(note_id),
            "t_s": int() | float() as moment_s,
            "text": str(text),
            "kick": int() | None as kick,
            "revision": int(revision),
            "writer": str(writer),
        }:
            within = kick is None or 1 <= kick <= len(report.kicks)
            return TypedNote(
                id=note_id,
                t_s=float(moment_s) + clock_offset_s(report),
                text=text,
                kick=kick if within else None,
                revision=revision,
                writer=writer,
            )
        case _:
            return None


def _remove(session_id: str, key: str) -> None:
    """Put a note into the bin; the component has asked."""
    match st.session_state[key].get("remove"):
        case {"id": str(note_id)}:
            try:
                remove_note(stored.sessions(), session_id, note_id)
            except KicksenseError as error:
                st.session_state[f"{key}-trouble"] = error
        case _:
            return


def _jump(report: SessionReport, key: str) -> None:
    """Look at the kick that a note is about."""
    match st.session_state[key].get("jump"):
        case {"kick": int(number)} if 1 <= number <= len(report.kicks):
            if st.query_params.get("kick", "1") != str(number):
                st.query_params["kick"] = str(number)
                st.session_state[f"{key}-again"] = True
        case _:
            return


def _say(error: KicksenseError) -> None:
    """Say what went wrong in one sentence."""
    st.error(plain(say_error(error)), icon=":material/error:")


def _voices(notes: tuple[Note, ...], offset_s: float) -> None:
    """Let recorded voices be heard."""
    for note in notes:
        if note.voice is None:
            continue
        moment = clock_words(note.t_s - offset_s)
        st.caption(f":material/mic: {tr('Spoken at {moment}', moment=moment)} · {_about(note)}")
        try:
            spoken = stored_review.voice(note)
        except KicksenseError as error:
            _say(error)
            continue
        if spoken is None:
            st.warning(tr("The recorded voice of this note is missing."))
        else:
            st.audio(spoken, format=VOICE_TYPES[note.voice])


def _speak(session_id: str, report: SessionReport, moment_s: float) -> None:
    """Let a note be spoken; it is kept as soon as the recording ends."""
    count_key = f"spoken-{session_id}"
    count = st.session_state.get(count_key, 0)
    moment = clock_words(moment_s - clock_offset_s(report))
    spoken = st.audio_input(
        tr("Speak a note at {moment} (two minutes at most)", moment=moment),
        key=f"voice-{session_id}-{count}",
    )
    if spoken is None:
        return
    try:
        keep_voice(
            stored.sessions(),
            session_id,
            moment_s,
            content=spoken.getvalue(),
            author=manner.chosen().role or "player",
        )
    except KicksenseError as error:
        _say(error)
        return
    # Another recorder takes its place: a rerun must not keep the same voice again.
    st.session_state[count_key] = count + 1
    st.rerun(scope="fragment")
