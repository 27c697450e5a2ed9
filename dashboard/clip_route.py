"""Where browsers fetch the videos of sessions: by ids alone, in pieces, for own pages only."""

import functools
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from kicksense.store.clips import Clip
from kicksense.store.folder import data_folder
from kicksense.workflows.clips import shown_video
from kicksense.workflows.sessions import Sessions, open_sessions

CLIP_ROUTE: Final = "/kicksense-clips"
"""Where the videos are."""

_MEDIA_TYPES: Final = {"mp4": "video/mp4", "webm": "video/webm"}
_OWN_PAGES: Final = (None, "same-origin", "none")


def clip_route() -> Route:
    """Give the route of the videos."""
    return Route(f"{CLIP_ROUTE}/{{session}}/{{clip}}", _video, methods=["GET"])


def clip_address(clip: Clip) -> str:
    """Give where a browser fetches a video."""
    return f"{CLIP_ROUTE}/{clip.session_id}/{clip.id}"


def _video(request: Request) -> Response:
    """Give a video, or the piece of it that is asked for.

    A browser says from whose page it asks; pages of other sites get nothing to show.
    """
    if request.headers.get("sec-fetch-site") not in _OWN_PAGES:
        return Response(status_code=403)
    asked = request.path_params
    found = shown_video(_sessions(data_folder(None).root), asked["session"], asked["clip"])
    if found is None:
        return Response(status_code=404)
    path, clip = found
    return FileResponse(
        path,
        media_type=_MEDIA_TYPES[clip.media],
        headers={
            "Cache-Control": "private, no-cache",
            "Content-Disposition": "inline",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )


@functools.lru_cache(maxsize=2)
def _sessions(root: Path) -> Sessions:
    """Open the store once; the pages have theirs in threads of their own."""
    return open_sessions(root)
