"""The door for visitors from elsewhere: a code that works once, and a cookie for who had it."""

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

CODE_DIGITS: Final = 6
"""A million codes; with the pauses below, guessing one takes years."""

TRIES: Final = 5
"""Wrong codes before a pause; the code is then another one."""

FIRST_PAUSE_S: Final = 30.0
"""Length of the first pause; each one after it is twice as long."""

LONGEST_PAUSE_S: Final = 3600.0
"""No pause is longer."""

COOKIE_LASTS_S: Final = 12 * 3600.0
"""A phone is let in for a day at the pitch."""

MOST_PHONES: Final = 30
"""The phone that came first is let in no longer when another comes."""

MOST_GUESTS: Final = 60
"""The same of guests who see all pages: two teams, with those who train them."""


class PhoneDoor:
    """Lets phones in that know the code; every code works once.

    Parameters
    ----------
    say
        Told each new code; called from any thread.
    clock
        Seconds that only go forward.
    most
        So many are let in at once.
    """

    def __init__(
        self,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        *,
        most: int = MOST_PHONES,
    ) -> None:
        self._most = most
        self._say = say
        self._clock = clock
        self._turn = threading.Lock()
        self._phones: OrderedDict[bytes, float] = OrderedDict()
        self._wrong = 0
        self._pauses = 0
        self._closed_until_s = 0.0
        self._code = ""
        self._renew()

    @property
    def code(self) -> str:
        """The code that works now, for people who sit at this machine."""
        return self._code

    @property
    def pause_s(self) -> float:
        """How long no code is looked at."""
        return max(0.0, self._closed_until_s - self._clock())

    def cookie_for(self, code: str) -> str | None:
        """Give a cookie for the code, None where it is wrong or nobody looks at codes now.

        The code does not work again, whoever tries.
        """
        with self._turn:
            if self.pause_s > 0.0:
                return None
            given = "".join(letter for letter in code[:40] if letter in "0123456789")
            if not hmac.compare_digest(given.encode(), self._code.encode()):
                self._count_wrong()
                return None
            self._wrong = 0
            self._renew()
            cookie = secrets.token_urlsafe(32)
            self._phones[_digest(cookie)] = self._clock() + COOKIE_LASTS_S
            while len(self._phones) > self._most:
                self._phones.popitem(last=False)
            return cookie

    def knows(self, cookie: str | None) -> bool:
        """Tell whether a cookie lets its phone in."""
        if not cookie:
            return False
        with self._turn:
            until_s = self._phones.get(_digest(cookie))
        return until_s is not None and self._clock() < until_s

    def _count_wrong(self) -> None:
        self._wrong += 1
        if self._wrong >= TRIES:
            self._wrong = 0
            pause_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2.0**self._pauses)
            self._pauses += 1
            self._closed_until_s = self._clock() + pause_s
            self._renew()

    def _renew(self) -> None:
        self._code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        self._say(self._code)


_doors: Final[list[PhoneDoor]] = []


def remember_door(door: PhoneDoor | None) -> None:
    """Keep the door of this server, so that its pages can show the code."""
    _doors[:] = [] if door is None else [door]


def this_door() -> PhoneDoor | None:
    """Give the door of this server, None where no phone is let in."""
    return next(iter(_doors), None)


def spaced(code: str) -> str:
    """Give a code as people read it: ``123 456``."""
    return f"{code[:3]} {code[3:]}"


def _digest(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()
