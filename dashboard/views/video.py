"""A session's video and its trace under one cursor."""

from typing import Any, Final

import streamlit as st

from dashboard import components, consent_gate, manner, stored, stored_clips
from dashboard.clip_payload import ClipView, clip_names, clip_payload, sync_lines
from dashboard.error_words import say_error
from dashboard.formats import plain
from dashboard.limits import MAX_UPLOAD_MB
from kicksense.errors import KicksenseError
from kicksense.store.clips import Clip
from kicksense.workflows.clips import sync_of
from kicksense.workflows.language import tr
from kicksense.workflows.options import AnalysisRequest
from kicksense.workflows.sessions import SessionRow

_TYPES: Final = ("mp4", "webm", "mov", "m4v")
_TROUBLE: Final = "video-trouble"
_TURN: Final = "video-turn"


@manner.fragment
def show(row: SessionRow, request: AnalysisRequest) -> None:
    """Show a video of a session beside its trace, or how to add one.

    Parameters
    ----------
    row, request
        The session and what is asked of it.
    """
    try:
        found = stored_clips.of_session(row.id)
        st.subheader(tr("Video and trace"), anchor=False)
        for trouble in found.troubles:
            st.warning(plain(say_error(trouble)), icon=":material/warning:")
        if found.clips:
            if not _may(row):
                return
            _desk(row, request, _chosen(found.clips))
        with st.expander(tr("Add a video"), icon=":material/video_call:"):
            if found.clips or _may(row):
                _adding(row)
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")


def _chosen(clips: tuple[Clip, ...]) -> Clip:
    """Give the video that the address names, or the newest."""
    ids = [clip.id for clip in clips]
    wanted = st.query_params.get("clip")
    place = ids.index(wanted) if wanted in ids else len(ids) - 1
    if len(ids) > 1:
        names = clip_names(clips)
        chosen = st.selectbox(
            tr("Video"), ids, index=place, format_func=names.__getitem__, width=360
        )
        place = ids.index(chosen)
        st.query_params["clip"] = chosen
    return clips[place]


def _desk(row: SessionRow, request: AnalysisRequest, clip: Clip) -> None:
    """Show the video, the trace, and how well the two agree."""
    report = stored.report(row.id, request)
    anchors = stored_clips.anchors(row.id, request)
    view = ClipView(clip, sync_of(clip), anchors)
    with st.container(horizontal=True, vertical_alignment="center"):
        if clip.simulated:
            st.badge(tr("Simulated"), icon=":material/science:", color="violet")
        st.caption(plain(clip.name), width="content")
    if (trouble := st.session_state.pop(_TROUBLE, None)) is not None:
        st.error(plain(say_error(trouble)), icon=":material/error:")
    key = f"video-{clip.id}"
    components.video(
        clip_payload(view, stored.trace(row.id, request), report, row.id),
        key=key,
        on_mark=lambda: _mark(view, st.session_state[key].get("mark")),
        on_unmark=lambda: _unmark(clip, st.session_state[key].get("unmark")),
    )
    first, *rest = sync_lines(view, report)
    st.markdown(first)
    for line in rest:
        st.caption(line)
    with st.container(horizontal=True):
        _why()
        _deleting(clip)


def _deleting(clip: Clip) -> None:
    """Ask before a video goes into the bin."""
    with st.popover(tr("Delete this video"), icon=":material/delete:"):
        st.markdown(
            tr(
                "The video and its marks go into the bin on *My data*, and can come back for 30 "
                "days."
            )
        )
        if not st.button(tr("Yes, delete it"), key=f"video-delete-{clip.id}"):
            return
        try:
            stored_clips.delete(clip)
        except KicksenseError as error:
            st.error(plain(say_error(error)), icon=":material/error:")
            return
    st.query_params.pop("clip", None)
    st.rerun()


def _mark(view: ClipView, pressed: Any) -> None:  # noqa: ANN401 - a browser may send anything
    """Keep a mark that was set in the browser."""
    match pressed:
        case {"name": str(name), "picture_s": int() | float() as picture_s}:
            anchor = next((each for each in view.anchors if each.name == name), None)
            if anchor is None:
                return
            try:
                stored_clips.mark(view.clip, anchor, float(picture_s))
            except KicksenseError as error:
                st.session_state[_TROUBLE] = error


def _unmark(clip: Clip, name: Any) -> None:  # noqa: ANN401 - a browser may send anything
    """Take away a mark."""
    if not isinstance(name, str):
        return
    try:
        stored_clips.unmark(clip, name)
    except KicksenseError as error:
        st.session_state[_TROUBLE] = error


def _why() -> None:
    with st.popover(tr("How is this measured?"), icon=":material/help:"):
        st.markdown(
            tr(
                "A camera and a sensor have a clock each. Every mark says: this picture is that "
                "moment. A straight line through the marks turns one clock into the other. How far "
                "the marks lie from the line says how good it is."
            )
        )
        st.markdown(
            tr(
                "Best: tap the sensor three times in front of the camera at the beginning, and "
                "mark the first tap; then mark one kick near the end."
            )
        )


def _may(row: SessionRow) -> bool:
    """Tell whether videos of a session may be shown; where not, say so in their place."""
    return consent_gate.may("video", row.player_id, simulated=row.simulated)


def _adding(row: SessionRow) -> None:
    """Let somebody add a video."""
    turn = st.session_state.get(_TURN, 0)
    st.caption(
        tr(
            "Film with any telephone, at normal speed and from the side. The video stays on "
            "this computer. Up to {size} MB here; `kicksense clip` takes larger ones.",
            size=MAX_UPLOAD_MB,
        )
    )
    dropped = st.file_uploader(
        tr("Video of this session"),
        type=list(_TYPES),
        max_upload_size=MAX_UPLOAD_MB,
        key=f"video-file-{row.id}-{turn}",
    )
    if dropped is None:
        return
    try:
        with st.spinner(tr("Looking at the video")):
            clip = stored_clips.add(row.id, dropped.name, dropped.getvalue())
    except KicksenseError as error:
        st.error(plain(say_error(error)), icon=":material/error:")
        return
    st.session_state[_TURN] = turn + 1
    st.query_params["clip"] = clip.id
    st.rerun()
