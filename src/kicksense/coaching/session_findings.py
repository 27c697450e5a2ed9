"""What a session shows: the faults of its kicks, the one to work on first at the top."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from kicksense.coaching.findings import SEVERITY_WEIGHT, FindingSettings
from kicksense.domain.kick import (
    ContactKind,
    ContactReport,
    Finding,
    KickReport,
    Severity,
    Technique,
)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A finding with its weight: severity times how often."""

    finding: Finding
    weight: float


def session_findings(
    kicks: tuple[KickReport, ...],
    contacts: tuple[ContactReport, ...],
    settings: FindingSettings,
) -> tuple[Finding, ...]:
    """Say what to work on, the one thing to start with first.

    The order is severity times how often: the weight of a finding's severity (1 info, 2 advice,
    3 warning) times the share of kicks that show it; between equals the more frequent one, then
    the one that came first. A fault that fewer than `FindingSettings.min_share_ratio` of the kicks
    show is left to those kicks. Air kicks are always told, since a swing that meets no ball cannot
    be found among the kicks.

    Parameters
    ----------
    kicks
        The kicks of the session with their findings.
    contacts
        Its other contacts, of which air kicks are read.
    settings
        Thresholds.

    Returns
    -------
    findings
        At most one of a code. Evidence: ``kicks_count`` of ``of_kicks_count`` show it.
    """
    ranked = [*_repeated_faults(kicks, settings), *_air_kicks(kicks, contacts)]
    ranked.extend(_uneven_weight(kicks, settings))
    ranked.sort(key=lambda entry: -entry.weight)
    return tuple(entry.finding for entry in ranked)


def _repeated_faults(kicks: tuple[KickReport, ...], settings: FindingSettings) -> Iterable[_Ranked]:
    """Count each code over the kicks, most frequent first."""
    by_code: dict[str, list[Finding]] = {}
    for kick in kicks:
        for finding in kick.findings:
            by_code.setdefault(finding.code, []).append(finding)
    for found in sorted(by_code.values(), key=len, reverse=True):
        if len(found) >= settings.min_share_ratio * len(kicks):
            yield _ranked(found[0].code, found, len(kicks))


def _ranked(code: str, found: list[Finding], of_kicks: int) -> _Ranked:
    """Give one finding for many: its worst severity, its most frequent drill."""
    worst = max((finding.severity for finding in found), key=SEVERITY_WEIGHT.__getitem__)
    drills = [finding.drill for finding in found]
    finding = Finding(
        code,
        worst,
        evidence=(("kicks_count", float(len(found))), ("of_kicks_count", float(of_kicks))),
        drill=max(drills, key=drills.count),
    )
    return _Ranked(finding, SEVERITY_WEIGHT[worst] * len(found) / of_kicks)


def _air_kicks(
    kicks: tuple[KickReport, ...], contacts: tuple[ContactReport, ...]
) -> Iterable[_Ranked]:
    """Count the swings that met no ball."""
    missed = sum(contact.kind is ContactKind.AIR_KICK for contact in contacts)
    if missed:
        finding = Finding("air_kick", Severity.ADVICE, drill="partner_pass")
        yield _ranked("air_kick", [finding] * missed, len(kicks) + missed)


def _uneven_weight(kicks: tuple[KickReport, ...], settings: FindingSettings) -> Iterable[_Ranked]:
    """Say that passes to one target left at very different speeds.

    Read for the technique used most among passes that had a target: only then were they meant to
    be alike. Launch speeds of one player and one sensor share their error, so their spread is
    surer than any one of them.
    """
    for technique in _most_used_pass(kicks):
        speeds_mps = [kick.ball_speed_mps.value for kick in kicks if _aimed(kick, technique)]
        mean_mps = sum(speeds_mps) / len(speeds_mps)
        if len(speeds_mps) < settings.min_spread_kicks_count or mean_mps <= 0.0:
            return
        squares = sum((speed - mean_mps) ** 2 for speed in speeds_mps)
        ratio = math.sqrt(squares / (len(speeds_mps) - 1)) / mean_mps
        if ratio > settings.max_weight_spread_ratio:
            finding = Finding(
                "uneven_weight",
                Severity.ADVICE,
                evidence=(
                    ("ball_speed_spread_ratio", ratio),
                    ("slowest_ball_speed_mps", min(speeds_mps)),
                    ("fastest_ball_speed_mps", max(speeds_mps)),
                    ("kicks_count", float(len(speeds_mps))),
                ),
                drill="partner_pass",
            )
            yield _Ranked(finding, SEVERITY_WEIGHT[Severity.ADVICE])


def _most_used_pass(kicks: tuple[KickReport, ...]) -> tuple[Technique, ...]:
    """Give the pass technique with the most aimed kicks, or nothing."""
    counts = {
        technique: sum(_aimed(kick, technique) for kick in kicks)
        for technique in (Technique.HEEL, Technique.INSIDE_FOOT)
    }
    most = max(counts, key=counts.__getitem__)
    return (most,) if counts[most] else ()


def _aimed(kick: KickReport, technique: Technique) -> bool:
    """Tell whether a kick was of a technique and had a target."""
    return kick.technique is technique and kick.arrival_speed_mps is not None
