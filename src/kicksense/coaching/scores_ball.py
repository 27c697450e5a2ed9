"""Scores of what happens with the ball at the player's feet."""

import math
from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise

from kicksense.coaching.chains import own_chains
from kicksense.coaching.measured import Material, Measured, absent, counted, middle, share
from kicksense.coaching.shares import mean_interval
from kicksense.coaching.team import team_passing
from kicksense.domain.drill import RepUnit
from kicksense.domain.kick import ContactKind, PowerBand, Technique
from kicksense.domain.locomotion import Possession, PossessionKind
from kicksense.domain.score_card import Missing


def heel_ratio(material: Material) -> Measured:
    """Give the share of heel kicks among all kicks whose technique is sure."""
    return share(
        [
            kick.technique is Technique.HEEL
            for kick in material.kicks
            if kick.technique is not Technique.UNSURE
        ],
        material.settings,
    )


def touches(material: Material) -> Measured:
    """Count all contacts with the ball, kicks included."""
    others = material.practice.report.other_contacts
    soft = sum(contact.kind is not ContactKind.AIR_KICK for contact in others)
    return counted(len(material.kicks) + soft)


def one_touch_ratio(material: Material) -> Measured:
    """Give the share of balls that were played away with the first contact.

    Where turns are repeated, of the turns; otherwise of all possessions that end in a kick.
    """
    if material.drill.rep is RepUnit.TURN:
        return share([rep.contacts <= 1 for rep in material.reps], material.settings)
    return share(
        [one.kind is PossessionKind.ONE_TOUCH for one in _released(material)], material.settings
    )


def contacts_per_turn(material: Material) -> Measured:
    """Give the mean number of contacts until the ball is played away."""
    if material.drill.rep is RepUnit.TURN:
        contacts = [float(rep.contacts) for rep in material.reps]
    else:
        contacts = [float(one.contacts) for one in _released(material)]
    if not contacts:
        return absent(Missing.NO_REPS)
    mean = math.fsum(contacts) / len(contacts)
    interval = mean_interval(contacts)
    return Measured(mean, interval, len(contacts), margin=interval)


def first_touch_jolt_mps2(material: Material) -> Measured:
    """Give the median jolt of touches and traps that take the ball."""
    feels = material.practice.activity.touches
    times = [feel.t_s for feel in feels]
    slack_s = material.settings.same_moment_s
    jolts = []
    for one in material.practice.activity.possessions:
        at = bisect_left(times, one.start_s - slack_s)
        if at < len(times) and times[at] <= one.start_s + slack_s:
            jolts.append(feels[at].jolt_mps2)
    return middle(jolts, material.settings)


def touch_to_release_s(material: Material) -> Measured:
    """Give the median time from first contact to kick, of turns with two contacts or more."""
    return middle(
        [
            rep.touch_to_release_s
            for rep in material.reps
            if rep.touch_to_release_s is not None and rep.contacts > 1
        ],
        material.settings,
    )


def possessions(material: Material) -> Measured:
    """Count how often the player had the ball."""
    return counted(len(material.practice.activity.possessions))


def long_possession_ratio(material: Material) -> Measured:
    """Give the share of possessions of one and a half seconds and more."""
    return share(
        [one.kind is PossessionKind.LONG for one in material.practice.activity.possessions],
        material.settings,
    )


def carries(material: Material) -> Measured:
    """Count how often the ball was driven."""
    return counted(len(material.practice.activity.carries))


def carry_cadence_rise_ratio(material: Material) -> Measured:
    """Give the median of how much faster the steps become while the ball is driven."""
    rises = [carry.cadence_rise_ratio for carry in material.practice.activity.carries]
    return middle([rise for rise in rises if rise is not None], material.settings)


def switches(material: Material) -> Measured:
    """Count turns by more than 60 deg between first contact and a kick that is not under-hit."""
    if not material.reps:
        return absent(Missing.NO_REPS)
    turned = _turned(material)
    if not turned and any(rep.contacts > 1 and rep.kick_index is not None for rep in material.reps):
        return absent(Missing.HEADING_UNSURE)
    return Measured(float(sum(is_switch for _, is_switch in turned)), count=len(turned))


def heading_change_rad(material: Material) -> Measured:
    """Give the median of by how much the player turns between first contact and kick."""
    unsure = Missing.HEADING_UNSURE if material.reps else Missing.NO_REPS
    return middle([angle for angle, _ in _turned(material)], material.settings, none=unsure)


def longest_chain(material: Material) -> Measured:
    """Count the player's own passes in the longest chain."""
    chains = own_chains(material.practice, material.drill, material.settings)
    return Measured(float(max(map(len, chains), default=0)), count=sum(map(len, chains)))


def chain_tempo_s(material: Material) -> Measured:
    """Give the median time from one pass of a chain to the next."""
    gaps_s = [
        later - earlier
        for chain in own_chains(material.practice, material.drill, material.settings)
        for earlier, later in pairwise(chain)
    ]
    return middle(gaps_s, material.settings)


def team_longest_chain(material: Material) -> Measured:
    """Count the passes that were met in the longest chain of all players with a sensor."""
    if not material.others:
        return absent(Missing.NO_OTHER_SENSOR)
    team = team_passing((material.practice, *material.others), settings=material.settings)
    if len(team.players) == 1:
        return absent(Missing.NO_OTHER_SENSOR)
    return Measured(float(team.longest_chain), count=len(team.passes))


def step_after_s(material: Material) -> Measured:
    """Give the median time from the kick to the second step after it."""
    around = material.practice.activity.surroundings
    return middle(
        [
            around[rep.kick_index].step_after_s
            for rep in material.reps
            if rep.kick_index is not None and rep.kick_index < len(around)
        ],
        material.settings,
    )


def _released(material: Material) -> Iterable[Possession]:
    return (one for one in material.practice.activity.possessions if one.released)


def _turned(material: Material) -> list[tuple[float, bool]]:
    """Give by how much each repetition turned, and whether it was a switch."""
    return [
        (
            abs(rep.heading_change_rad),
            abs(rep.heading_change_rad) > material.settings.switch_rad
            and rep.power is not PowerBand.UNDER_HIT,
        )
        for rep in material.reps
        if rep.heading_change_rad is not None
    ]
