"""The two pages that a phone is shown: the one that asks for the code, and the live page.

They speak the language that was chosen last on the computer.
"""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from typing import Final
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.components import ROUTE, assets_version
from dashboard.door import COOKIE_LASTS_S, PhoneDoor
from dashboard.gate import CODE_PATH, COOKIE, PHONE_PATH, is_same_origin
from dashboard.languages import speech_in
from dashboard.live_page_words import live_page_text
from dashboard.live_route import LIVE_ROUTE
from kicksense.errors import StoreError
from kicksense.store.folder import data_folder
from kicksense.store.preferences import Preferences, read_preferences
from kicksense.workflows.language import Speech, SpeedUnit, speech, spoken, tr

MOST_FORM_BYTES: Final = 1024
"""A longer form is not read."""

PHONE_PATHS: Final = (PHONE_PATH, LIVE_ROUTE, f"{ROUTE}/")
"""What a phone that was let in may ask for."""

_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    # With "no-referrer" browsers send a form with the origin "null".
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' '{style}'; img-src 'self' data:; "
    "connect-src 'self' ws://{host} wss://{host}; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
_STYLE: Final = """
:root { color-scheme: light dark; font-family: system-ui, sans-serif; }
body { margin: 0; padding: 1rem; display: grid; place-items: center; min-height: 80vh; }
form { display: grid; gap: 0.75rem; max-width: 20rem; }
input, button { font: inherit; font-size: 1.5rem; padding: 0.6rem; border-radius: 0.5rem; }
button { font-size: 1.1rem; font-weight: 600; }
"""
_STYLE_DIGEST: Final = b64encode(sha256(_STYLE.encode()).digest()).decode("ascii")
_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>kicksense</title>
{head}</head>
<body>
{body}
</body>
</html>
"""
_ASK_HEAD: Final = f"""<link rel="icon" href="data:,">
<style>{_STYLE}</style>
"""
_LIVE_HEAD: Final = """<link rel="icon" href="{route}/{version}/icon.svg">
<link rel="stylesheet" href="{route}/{version}/phone.css">
<link rel="stylesheet" href="{route}/{version}/uplot.css">
<link rel="stylesheet" href="{route}/{version}/style.css">
<link rel="stylesheet" href="{route}/{version}/live.css">
<script type="module" src="{route}/{version}/phone.js"></script>
"""
_ASK: Final = """<main class="code">
<h1>kicksense</h1>
<form method="post" action="{path}">
<label for="code">{label}</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="9"
 required autofocus>
<button type="submit">{open}</button>
</form>
<p role="alert">{said}</p>
</main>"""


def phone_routes(door: PhoneDoor, *, leads_to: str = PHONE_PATH) -> list[Route]:
    """Give the routes of both pages.

    Parameters
    ----------
    door
        Knows the code.
    leads_to
        The page that is opened once the code was right.
    """

    async def ask(request: Request) -> Response:
        with spoken(await run_in_threadpool(_speech)):
            if request.method == "POST":
                return await _answered(request, door, leads_to)
            return _asking(request, "")

    return [
        Route(CODE_PATH, ask, methods=["GET", "POST"]),
        Route(PHONE_PATH, _live, methods=["GET"]),
    ]


async def _answered(request: Request, door: PhoneDoor, leads_to: str) -> Response:
    """Look at a code."""
    if not is_same_origin(request.scope):
        return _asking(request, tr("Type the code on this page."), status=403)
    code = await _code_in(request)
    cookie = None if code is None else door.cookie_for(code)
    if cookie is not None:
        answer = RedirectResponse(leads_to, status_code=303, headers=dict(_HEADERS))
        answer.set_cookie(
            COOKIE, cookie, max_age=int(COOKIE_LASTS_S), httponly=True, samesite="strict"
        )
        return answer
    pause_s = door.pause_s
    if pause_s > 0.0:
        said = tr(
            "Too many wrong codes. Wait {seconds} seconds; the computer shows a new code.",
            seconds=f"{pause_s:.0f}",
        )
        return _asking(request, said, status=429)
    said = tr("That is not the code. Look at the computer again.")
    return _asking(request, said, status=403)


async def _code_in(request: Request) -> str | None:
    """Read the code from a form; None where it is too long or none."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_FORM_BYTES:
            return None
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=4)
    except ValueError:
        return None
    return fields.get("code", [""])[0]


def _asking(request: Request, said: str, *, status: int = 200) -> Response:
    body = _ASK.format(
        path=CODE_PATH,
        said=escape(said),
        label=escape(tr("The code that the computer shows")),
        open=escape(tr("Open kicksense")),
    )
    return _page(request, _ASK_HEAD, body, status)


async def _live(request: Request) -> Response:
    """Give the live page; it shows whatever is being recorded."""
    head = _LIVE_HEAD.format(route=ROUTE, version=assets_version())
    with spoken(await run_in_threadpool(_speech)):
        body = (
            f'<main aria-label="{escape(tr("Live recording"))}"><div class="ks" '
            f'data-socket="{LIVE_ROUTE}" data-door="{CODE_PATH}" '
            f'data-unit="{escape(speech().speed_unit.value)}" '
            f'data-words="{escape(live_page_text())}"></div></main>'
        )
        return _page(request, head, body, 200)


def _speech() -> Speech:
    """Give how a phone is spoken to: as was chosen last on the computer."""
    try:
        chosen = read_preferences(data_folder(None))
    except StoreError:
        chosen = Preferences()
    return speech_in(chosen.language, SpeedUnit(chosen.speed_unit))


def _page(request: Request, head: str, body: str, status: int) -> Response:
    page = _PAGE.format(language=speech().code, head=head, body=body)
    policy = _POLICY.format(host=request.url.netloc, style=f"sha256-{_STYLE_DIGEST}")
    return HTMLResponse(
        page, status_code=status, headers={**_HEADERS, "Content-Security-Policy": policy}
    )
