"""Where a ball may have been struck: every contact of a recording, weighed, block by block."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from kicksense.domain.arrays import BoolArray, FloatArray, IntArray, read_only
from kicksense.domain.kick import ContactKind, RejectionReason
from kicksense.domain.signals import SegmentRecording
from kicksense.kicks.contact_evidence import SETTING_BACK_S
from kicksense.kicks.contact_model import ContactClass, ContactJudge, judge_by_rule
from kicksense.kicks.contacts import (
    LOOK_AHEAD_S,
    LOOK_BACK_S,
    ContactSettings,
    Measure,
    candidate_contacts,
    jolts,
    measure_contacts,
)
from kicksense.units import samples_in


@dataclass(frozen=True, slots=True)
class DetectionSettings:
    """When a contact is a kick.

    Attributes
    ----------
    contacts
        What counts as a contact.
    kick_probability
        A contact likelier than this to be that of a swing at a ball, struck or just missed, is
        looked at. Chosen on `recordings/lmd` and simulated players left out of the fit
        (``python benchmarks/fit_contacts.py``).
    struck_probability, struck_ratio
        It is a kick if a ball struck is likelier than this, and has at least this share of that
        probability.
    touch_probability
        A contact likelier than this is a touch or a trap.
    miss_probability
        A contact likelier than this is a swing that just missed the ball.
    hold_s
        Contacts this soon after the first of a kick belong to it: the follow-through rings, and
        closing an event at the first dip puts a third of the peaks on the wrong lobe
        (PERFORMANCE notes measured a hold of 0.3 s; the plant after a kick comes later still).
    ringing_s, ringing_ratio
        A jolt this soon after another, before which the leg was about as fast, is its ringing: soft
        tissue rings at 20-60 Hz (FIELD notes, section 3).
    rest_radps, slow_radps
        Strike rates below which a contact is said to be of a resting or of a slow leg. A foot at
        2 m/s turns the shank at about 3.6 rad/s.
    axial_ratio
        Share of the jolt along the leg beyond which the ground is said to have struck it.
    calm_radps
        A leg that comes to rest below this right after a contact has landed.
    """

    contacts: ContactSettings = field(default_factory=ContactSettings)
    kick_probability: float = 0.85
    struck_probability: float = 0.0
    struck_ratio: float = 0.5
    touch_probability: float = 0.6
    miss_probability: float = 0.6
    hold_s: float = 0.45
    ringing_s: float = 0.05
    ringing_ratio: float = 0.8
    rest_radps: float = 1.0
    slow_radps: float = 2.6
    axial_ratio: float = 0.6
    calm_radps: float = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """Contacts of a recording, in order of time.

    Attributes
    ----------
    positions
        First sample of each, on the search grid, shape (k,).
    measures
        Shape (k, 18), columns as in `Measure`.
    probabilities
        Shape (k, 5), columns as in `ContactClass`.
    """

    positions: IntArray
    measures: FloatArray
    probabilities: FloatArray

    def __len__(self) -> int:
        """Give the number of contacts."""
        return len(self.positions)

    def part(self, rows: slice) -> "Contacts":
        """Give some of the contacts, in order."""
        return Contacts(self.positions[rows], self.measures[rows], self.probabilities[rows])

    def and_then(self, later: "Contacts") -> "Contacts":
        """Give these contacts and those that follow."""
        if len(self) == 0 or len(later) == 0:
            return later if len(self) == 0 else self
        return Contacts(
            np.concatenate([self.positions, later.positions]),
            np.concatenate([self.measures, later.measures]),
            np.concatenate([self.probabilities, later.probabilities]),
        )


def no_contacts() -> Contacts:
    """Give what there is before the first contact."""
    return Contacts(
        np.empty(0, dtype=np.intp), np.empty((0, len(Measure))), np.empty((0, len(ContactClass)))
    )


@dataclass(frozen=True, slots=True, eq=False)
class DetectorState:
    """What the search remembers between blocks.

    Attributes
    ----------
    tail
        Samples that a later block may still need; None before the first.
    offset
        Position of the first sample of the tail.
    judged
        Contacts before this position have been given out.
    """

    tail: SegmentRecording | None = None
    offset: int = 0
    judged: int = 0


def advance(
    state: DetectorState,
    block: SegmentRecording,
    settings: DetectionSettings,
    judge: ContactJudge = judge_by_rule,
) -> tuple[Contacts, DetectorState]:
    """Take the next samples and give the contacts that can now be judged.

    A contact is judged once everything it is judged by has come; what is given does not depend on
    how the recording was cut into blocks.

    Parameters
    ----------
    state
        `DetectorState()` to begin with.
    block
        The next samples, segment frame, search grid; any number.
    settings
        Thresholds.
    judge
        Gives the probabilities; a trained model takes the place of the rule.

    Returns
    -------
    contacts
        Positions count from the first sample of the first block.
    state
        For the next call.
    """
    signals = block if state.tail is None else joined(state.tail, block)
    rate_hz = signals.sampling_rate_hz
    reach = samples_in(settings.contacts.reach_s, rate_hz)
    back = samples_in(LOOK_BACK_S, rate_hz)
    ahead = samples_in(LOOK_AHEAD_S, rate_hz) + reach + 2
    jolt = jolts(signals)
    positions = candidate_contacts(jolt, rate_hz, settings.contacts)
    until = max(state.judged, state.offset + len(signals) - ahead)
    first = max(state.judged - state.offset, back)
    positions = positions[(positions >= first) & (positions < until - state.offset)]
    setting = samples_in(SETTING_BACK_S, rate_hz)
    keep = max(0, min(len(signals), until - state.offset - setting - reach - 2))
    contacts = no_contacts()
    if len(positions):
        measures = measure_contacts(signals, jolt, positions)
        contacts = Contacts(
            positions=positions + state.offset,
            measures=read_only(measures, measures.shape, "measures"),
            probabilities=judge(signals, jolt, positions, measures),
        )
    tail = signals.stretch(keep, len(signals))
    return contacts, DetectorState(tail, state.offset + keep, until)


def detect(
    signals: SegmentRecording,
    settings: DetectionSettings,
    judge: ContactJudge = judge_by_rule,
) -> Contacts:
    """Give every contact of a whole recording: one big block."""
    return advance(DetectorState(), signals, settings, judge)[0]


def select_kicks(contacts: Contacts, rate_hz: float, settings: DetectionSettings) -> IntArray:
    """Give the rows of the contacts that are kicks, one a kick.

    Likely contacts within `DetectionSettings.hold_s` of the first belong to one kick; the impact is
    the one with the fastest leg and the hardest jolt, not the likeliest, because the ringing after
    an impact can look more like a kick than the impact itself.

    Parameters
    ----------
    contacts
        All contacts, in order.
    rate_hz
        Of the search grid.
    settings
        Thresholds.

    Returns
    -------
    rows
        Ascending.
    """
    return np.array([kick.row for kick in grouped_kicks(contacts, rate_hz, settings)], np.intp)


class KickGroup(NamedTuple):
    """Contacts that belong to one kick.

    Attributes
    ----------
    opened
        Position of the first.
    row
        Of the one that is the impact.
    """

    opened: int
    row: int


def grouped_kicks(
    contacts: Contacts, rate_hz: float, settings: DetectionSettings
) -> list[KickGroup]:
    """Group likely contacts to kicks, as `select_kicks` says.

    Parameters
    ----------
    contacts
        In order, from where no earlier kick holds them.
    rate_hz
        Of the search grid.
    settings
        Thresholds.

    Returns
    -------
    kicks
        In order. What follows a group by the hold or more cannot change it.
    """
    struck = contacts.probabilities[:, ContactClass.KICK]
    swung = struck + contacts.probabilities[:, ContactClass.MISS]
    likely = np.flatnonzero(
        (swung > settings.kick_probability)
        & (struck > settings.struck_probability)
        & (struck > settings.struck_ratio * swung)
    )
    hold = settings.hold_s * rate_hz
    kicks: list[KickGroup] = []
    for row in likely:
        position = int(contacts.positions[row])
        if not kicks or position - kicks[-1].opened >= hold:
            kicks.append(KickGroup(position, int(row)))
        elif _outdoes(contacts, int(row), kicks[-1].row, rate_hz, settings):
            kicks[-1] = KickGroup(kicks[-1].opened, int(row))
    return kicks


def _outdoes(
    contacts: Contacts, row: int, before: int, rate_hz: float, settings: DetectionSettings
) -> bool:
    """Tell whether a contact is rather the impact than an earlier one of the same kick."""
    later, earlier = contacts.measures[row], contacts.measures[before]
    near = contacts.positions[row] - contacts.positions[before] <= settings.ringing_s * rate_hz
    as_fast = earlier[Measure.STRIKE_RATE] >= settings.ringing_ratio * later[Measure.STRIKE_RATE]
    if near and as_fast:
        return False
    return bool(strengths(later) > strengths(earlier))


def strengths(measures: FloatArray) -> FloatArray:
    """Give how much contacts look like the impact of a kick: a fast leg and a hard jolt.

    Parameters
    ----------
    measures
        One row, shape (18,), or many, shape (k, 18).

    Returns
    -------
    strength
        Shape () or (k,).
    """
    jolted = np.sqrt(measures[..., Measure.JOLT])
    return np.asarray(measures[..., Measure.STRIKE_RATE] * jolted)


def touches(contacts: Contacts, settings: DetectionSettings) -> BoolArray:
    """Tell which contacts are touches or traps, shape (k,)."""
    played = contacts.probabilities[:, ContactClass.TOUCH]
    played = played + contacts.probabilities[:, ContactClass.TRAP]
    return np.asarray(played > settings.touch_probability)


def near_misses(contacts: Contacts, settings: DetectionSettings) -> BoolArray:
    """Tell which jolts are those of a swing that just missed the ball, shape (k,)."""
    return np.asarray(contacts.probabilities[:, ContactClass.MISS] > settings.miss_probability)


def kind_of(contacts: Contacts, row: int) -> ContactKind:
    """Say whether a contact that is no kick is rather a touch or a trap."""
    chances = contacts.probabilities[row]
    more = chances[ContactClass.TRAP] > chances[ContactClass.TOUCH]
    return ContactKind.TRAP if more else ContactKind.TOUCH


def rejection_of(measures: FloatArray, settings: DetectionSettings) -> RejectionReason:
    """Say why a contact is no kick.

    Parameters
    ----------
    measures
        One row, shape (18,).
    settings
        Thresholds.

    Returns
    -------
    reason
        The plainest that holds.
    """
    if measures[Measure.STRIKE_RATE] < settings.rest_radps:
        return RejectionReason.LEG_AT_REST
    landed = measures[Measure.REST_AFTER] < settings.calm_radps
    if landed or measures[Measure.AXIAL_RATIO] > settings.axial_ratio:
        return RejectionReason.FOOT_STRIKE
    if measures[Measure.STRIKE_RATE] < settings.slow_radps:
        return RejectionReason.TOO_SLOW
    return RejectionReason.NO_SWING


def joined(first: SegmentRecording, second: SegmentRecording) -> SegmentRecording:
    """Put two neighbouring stretches together."""
    return SegmentRecording(
        sampling_rate_hz=first.sampling_rate_hz,
        acc_mps2=np.concatenate([first.acc_mps2, second.acc_mps2]),
        gyr_radps=np.concatenate([first.gyr_radps, second.gyr_radps]),
        up=np.concatenate([first.up, second.up]),
        measured=np.concatenate([first.measured, second.measured]),
        clipped=np.concatenate([first.clipped, second.clipped]),
        placement=first.placement,
    )
