"""Whatever a practice holds: no error, sound numbers, the same on another clock or leg."""

import math
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kicksense.coaching.findings import FindingSettings
from kicksense.coaching.practice_findings import judged_practice
from kicksense.coaching.reps import reps_of
from kicksense.coaching.score_settings import ScoreSettings
from kicksense.coaching.work_on import work_on
from kicksense.domain.anatomy import Side
from kicksense.domain.drill import Drill
from kicksense.domain.kick import ContactKind, Finding, PowerBand, Severity, Technique
from kicksense.domain.locomotion import Gait, KickSurroundings, Step, TouchFeel
from kicksense.domain.score_card import Practice
from kicksense.store.drills import shipped_drills
from tests.coaching.practised import NOBODY, found, usual
from tests.practices import cue, hit, kick, practice, touch

SETTINGS = FindingSettings()
DRILLS = shipped_drills().drills
TIMES = st.floats(0.0, 119.0).map(lambda t_s: round(t_s, 2))
NUMBERS = st.one_of(st.just(math.nan), st.floats(-20.0, 20.0))
FAULTS = st.sampled_from(
    ["telegraphed", "swing_too_big", "thin_contact", "slow_to_move_on", "follow_through_too_long"]
).map(lambda code: Finding(code, Severity.ADVICE))


@st.composite
def practices(draw: st.DrawFn) -> Practice:
    """Give any practice."""
    kicks = [
        kick(
            t_s,
            draw(st.sampled_from(Technique)),
            ball_mps=draw(st.sampled_from([0.0, 0.01, 4.0, 30.0])),
            power=draw(st.sampled_from([*PowerBand, None])),
            findings=draw(st.lists(FAULTS, max_size=2)),
            features=dict.fromkeys(
                ("swing_angle_rad", "swing_duration_s", "strike_rate_change_radps"), draw(NUMBERS)
            ),
        )
        for t_s in draw(st.lists(TIMES, max_size=25))
    ]
    contacts = [
        touch(t_s, draw(st.sampled_from(ContactKind))) for t_s in draw(st.lists(TIMES, max_size=10))
    ]
    around = [KickSurroundings(one.t_s, *(draw(NUMBERS) for _ in range(7))) for one in kicks]
    markers = [draw(st.sampled_from([cue, hit]))(t_s) for t_s in draw(st.lists(TIMES, max_size=10))]
    return practice(
        kicks,
        contacts=contacts,
        runs=[(t_s, t_s + 2.0, Gait.SPRINTING) for t_s in sorted(set(draw(st.lists(TIMES))))[::3]],
        steps=[Step(t_s, 6.0, 20.0) for t_s in sorted(draw(st.lists(TIMES)))],
        surroundings=sorted(around, key=lambda one: one.t_s),
        touches=[TouchFeel(one.t_s, abs(draw(NUMBERS)), 0.1) for one in contacts],
        markers=sorted(markers, key=lambda one: one.t_s),
        side=draw(st.sampled_from([Side.LEFT, Side.RIGHT])),
    )


@settings(max_examples=60, deadline=None)
@given(practices(), practices(), st.sampled_from(DRILLS))
def test_whatever_was_played_what_is_said_is_sound(
    own: Practice, other: Practice, asked: Drill
) -> None:
    reps = reps_of(own, asked, (other,), settings=ScoreSettings())
    swinging = usual("swing_angle_rad", 0.5, 0.1, technique=Technique.HEEL)
    for baseline in (NOBODY, swinging):
        said = found(own, reps, asked, baseline=baseline, others=(other,))
        thing = work_on(tuple(said.values()), None, SETTINGS)
        assert thing is None or thing.finding.severity is not Severity.INFO
    assert found(own) == found(replace(own, session_id="another"))


@settings(max_examples=60, deadline=None)
@given(practices(), st.sampled_from(DRILLS))
def test_a_fault_is_not_counted_more_often_than_it_could_show(own: Practice, asked: Drill) -> None:
    reps = reps_of(own, asked, settings=ScoreSettings())
    verdict = judged_practice(own, reps, asked, baseline=NOBODY, settings=SETTINGS)
    assert all(0 <= count.shown <= count.of for count in verdict.counts.values())
    told = {finding.code for finding in verdict.findings}
    assert told <= verdict.counts.keys()
    assert all(verdict.counts[code].of >= SETTINGS.practice.min_reps_count for code in told)
