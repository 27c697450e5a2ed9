"""The words by which people name a source: ``synthetic:backheel_wall_pass?seed=3&loss=0.02``."""

import math
from dataclasses import dataclass

from kicksense.errors import UsageError


@dataclass(frozen=True, slots=True)
class Address:
    """A source as somebody named it.

    Attributes
    ----------
    scheme
        What kind of source: before the first colon, lower case.
    target
        Which one: after it.
    wishes
        What was said after the question mark, by name.
    """

    scheme: str
    target: str
    wishes: tuple[tuple[str, str], ...] = ()

    def wished(self, name: str) -> str | None:
        """Give what was said of a name, None where nothing was."""
        return dict(self.wishes).get(name)

    def number(
        self, name: str, usual: float, *, least: float = 0.0, most: float = math.inf
    ) -> float:
        """Give a wished number, or the usual one.

        Raises
        ------
        UsageError
            If it is no number, or outside what makes sense.
        """
        text = self.wished(name)
        if text is None:
            return usual
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            limits = f"from {least:g} to {most:g}" if most < math.inf else f"of {least:g} or more"
            raise UsageError(f"{name}= in '{self.scheme}:' takes a number {limits}, not '{text}'.")
        return value

    def whole(self, name: str, usual: int, *, least: int = 0, most: int = 2**31) -> int:
        """Give a wished whole number, or the usual one.

        Raises
        ------
        UsageError
            If it is no whole number, or outside what makes sense.
        """
        value = self.number(name, float(usual), least=float(least), most=float(most))
        if not value.is_integer():
            raise UsageError(f"{name}= in '{self.scheme}:' takes a whole number, not {value:g}.")
        return int(value)

    def only(self, *known: str) -> None:
        """Refuse wishes that nobody understands.

        Raises
        ------
        UsageError
            If a name is not among the known ones.
        """
        for name, _ in self.wishes:
            if name not in known:
                understood = ", ".join(known)
                raise UsageError(
                    f"'{self.scheme}:' does not understand '{name}='; it understands {understood}."
                )


def address_of(text: str) -> Address:
    """Take a source's name apart.

    Parameters
    ----------
    text
        ``SCHEME:TARGET``, or ``SCHEME:TARGET?name=value&name=value``. A question mark that no
        ``name=value`` follows belongs to the target.

    Returns
    -------
    address
        Its parts; an empty scheme where there is no colon.
    """
    scheme, colon, rest = text.partition(":")
    if not colon:
        return Address("", text)
    target, mark, tail = rest.rpartition("?")
    pairs = [part.partition("=") for part in tail.split("&") if part]
    if not mark or not pairs or not all(equals for _, equals, _ in pairs):
        return Address(scheme.strip().lower(), rest)
    wishes = tuple((name.strip().lower(), value.strip()) for name, _, value in pairs)
    return Address(scheme.strip().lower(), target, wishes)
