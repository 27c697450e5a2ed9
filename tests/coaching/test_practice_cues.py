"""What a practice shows after cues: starts, runs, second efforts, light feet."""

from dataclasses import replace

import pytest

from kicksense.coaching.baseline import SPRINT_PEAK
from kicksense.domain.drill import Asked, CuePlan, Drill, RepUnit, Theme
from kicksense.domain.locomotion import Bout, Gait, Step, Turn
from kicksense.domain.score_card import Practice, Rep
from tests.coaching.practised import NOBODY, RULES, found, usual
from tests.practices import bout, cue, drill, practice

COUNT = 10
CUES = tuple(10.0 * number for number in range(1, COUNT + 1))


def running(
    *scores: str | Asked, theme: Theme = Theme.BACK_POST, second_after_s: float | None = None
) -> Drill:
    """Give a drill with cues that scores what is named."""
    plan = CuePlan(wait_s=(3.0, 8.0), second_after_s=second_after_s)
    return replace(drill(*scores, rep=RepUnit.CUE, techniques=(), cues=plan), theme=theme)


def starts(onset_s: float | None, shown: int = COUNT, **known: object) -> list[Rep]:
    """Give repetitions of which the first so many start then, the rest in good time."""
    return [
        Rep(
            at + 1,
            t_s=cue_s,
            cue_s=cue_s,
            onset_s=onset_s if at < shown else 0.3,
            contacts=1,
            **known,  # type: ignore[arg-type]
        )
        for at, cue_s in enumerate(CUES)
    ]


def runs_after(
    onset_s: float = 0.3,
    *,
    peaks: tuple[float, ...] = (14.0,) * COUNT,
    second_s: float | None = None,
) -> tuple[Bout, ...]:
    """Give a sprint of two seconds after each cue, and a second one so long after its end."""
    bouts: list[Bout] = []
    for cue_s, peak in zip(CUES, peaks, strict=True):
        start_s = cue_s + onset_s
        bouts.append(bout(start_s, start_s + 2.0, Gait.SPRINTING, peak_radps=peak))
        at_s = start_s + 2.0
        if second_s is not None:
            bouts.append(bout(at_s, at_s + second_s, Gait.WAITING))
            bouts.append(bout(at_s + second_s, at_s + second_s + 1.0, Gait.RUNNING))
            at_s += second_s + 1.0
        bouts.append(bout(at_s, cue_s + 10.0 + onset_s, Gait.WAITING))
    return tuple(bouts)


def played(bouts: tuple[Bout, ...] | None = None, **given: object) -> Practice:
    return practice(
        bouts=runs_after() if bouts is None else bouts,
        markers=[cue(t_s) for t_s in CUES],
        **given,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("code", "onset_s", "said"),
    [
        ("early_start", RULES.onset_early_s - RULES.onset_margin_s - 0.01, True),
        ("early_start", RULES.onset_early_s - RULES.onset_margin_s + 0.01, False),
        ("late_start", RULES.onset_late_s + RULES.onset_margin_s + 0.01, True),
        ("late_start", RULES.onset_late_s + RULES.onset_margin_s - 0.01, False),
    ],
)
def test_starts_beyond_the_line_for_sure_are_told(code: str, onset_s: float, said: bool) -> None:
    assert (code in found(played(), starts(onset_s), running())) is said
    assert found(played(), starts(onset_s, shown=4), running()) == {}
    assert found(played(), starts(onset_s), running(theme=Theme.OPEN)) == {}


def test_a_start_that_was_not_seen_says_nothing() -> None:
    assert found(played(), starts(None), running()) == {}


@pytest.mark.parametrize(("uneven_s", "said"), [(0.3, True), (0.05, False)])
def test_starts_that_scatter_are_told(uneven_s: float, said: bool) -> None:
    reps = [
        replace(one, onset_s=0.2 + uneven_s * (1.0 if at % 2 else -1.0))
        for at, one in enumerate([*starts(0.2), *starts(0.2)])
    ]
    asked = running(Asked("onset_spread_s", most=0.2))
    assert ("uneven_start" in found(played(), reps, asked)) is said
    assert "uneven_start" not in found(played(), reps, running())


@pytest.mark.parametrize(
    ("theme", "code", "limit_s"),
    [
        (Theme.BUILD_OUT, "slow_after_turnover", RULES.max_turnover_s),
        (Theme.OPEN, "slow_reaction", RULES.max_reaction_s),
    ],
)
def test_a_ball_that_leaves_late_after_the_cue_is_told(
    theme: Theme, code: str, limit_s: float
) -> None:
    late, soon = starts(0.3, release_s=limit_s + 0.01), starts(0.3, release_s=limit_s - 0.01)
    assert set(found(played(), late, running(theme=theme))) == {code}
    assert found(played(), soon, running(theme=theme)) == {}
    asked = running(Asked("cue_to_release_s", most=1.0), theme=theme)
    assert set(found(played(), soon, asked)) == {code}
    assert found(played(), starts(0.3), running(theme=theme)) == {}
    assert found(played(), late, running()) == {}


@pytest.mark.parametrize(("ratio", "said"), [(-0.01, True), (0.01, False)])
def test_a_slow_sprint_is_held_against_the_players_own_best(ratio: float, said: bool) -> None:
    peak = 15.0 * (RULES.slow_sprint_ratio + ratio)
    slow = played(runs_after(peaks=(peak,) * COUNT))
    own = usual(SPRINT_PEAK, 14.0, 1.0)
    assert ("slow_sprint" in found(slow, starts(0.3), running(), baseline=own)) is said
    assert found(slow, starts(0.3), running(), baseline=NOBODY) == {}


def test_without_a_history_the_best_of_the_session_counts() -> None:
    mixed = played(runs_after(peaks=(15.0,) * 4 + (11.0,) * 6))
    assert "slow_sprint" in found(mixed, starts(0.3), running())


@pytest.mark.parametrize(
    ("second_s", "said"),
    [
        (None, True),
        (RULES.second_effort_s + 0.01, True),
        (RULES.second_effort_s - 0.01, False),
    ],
)
def test_a_second_effort_follows_soon_where_it_is_asked_for(
    second_s: float | None, said: bool
) -> None:
    bouts = runs_after(second_s=second_s)
    asked = running("second_effort_ratio")
    assert ("no_second_effort" in found(played(bouts), starts(0.3), asked)) is said
    assert found(played(bouts), starts(0.3), running()) == {}


@pytest.mark.parametrize(("over_s", "said"), [(0.01, True), (-0.01, False)])
def test_a_late_answer_to_the_second_cue_is_told(over_s: float, said: bool) -> None:
    latency_s = RULES.max_adjust_s + over_s
    turns = [Turn(t_s + 1.0 + latency_s, t_s + 1.5 + latency_s, 1.0, 0.1) for t_s in CUES]
    base = played(turns=turns)
    both = replace(base, markers=tuple(cue(t_s + late) for t_s in CUES for late in (0.0, 1.0)))
    asked = running(second_after_s=1.0)
    assert ("slow_to_adjust" in found(both, starts(0.3), asked)) is said
    assert found(base, starts(0.3), asked) == {}
    assert found(both, starts(0.3), running()) == {}


@pytest.mark.parametrize(("strides", "said"), [(1, True), (3, False)])
def test_flat_feet_before_the_cue_are_told_where_light_ones_are_asked_for(
    strides: int, said: bool
) -> None:
    steps = tuple(Step(t_s - 3.0 + 0.5 * at, 2.0, 10.0) for t_s in CUES for at in range(strides))
    asked = running("waiting_step_rate_hz")
    assert ("flat_feet" in found(played(steps=steps), starts(0.3), asked)) is said
    assert found(played(steps=steps), starts(0.3), running()) == {}


def test_only_waiting_tells_of_flat_feet() -> None:
    # The run before lasts until a second before each cue: too little waiting to tell.
    short = RULES.shortest_waiting_s - 0.5
    bouts = [bout(0.0, 5.0, Gait.WAITING)]
    for t_s in CUES:
        bouts += [
            bout(bouts[-1].stop_s, t_s - short, Gait.RUNNING),
            bout(t_s - short, t_s + 0.3, Gait.WAITING),
        ]
    asked = running("waiting_step_rate_hz")
    assert "flat_feet" not in found(played(tuple(bouts)), starts(0.3), asked)
    assert "flat_feet" in found(played(), starts(0.3), asked)


@pytest.mark.parametrize(("gap_s", "said"), [(0.05, True), (0.15, False), (-0.5, True)])
def test_a_defender_who_starts_as_soon_is_told(gap_s: float, said: bool) -> None:
    defender = practice(bouts=runs_after(0.3 + gap_s), player_id="p2")
    asked = running("shadow_gap_s")
    stated = found(played(), starts(0.3), asked, others=(defender,))
    assert ("defender_kept_up" in stated) is said
    assert found(played(), starts(0.3), asked) == {}
    own = replace(defender, player_id="p1")
    assert found(played(), starts(0.3), asked, others=(own,)) == {}


@pytest.mark.parametrize(
    ("onsets", "code"),
    [
        ((1.2, 1.5, 0.9, 1.1, 1.6, 0.9, 1.4, 1.2, 0.3, 0.2), "late_start"),
        ((1.2, -0.8, 1.5, -0.7, 0.3, 1.4, -0.6, 1.3, 0.2, 1.2), "uneven_start"),
        ((-0.5, -0.9, -0.4, -0.6, -0.8, -0.5, -0.7, -0.9, 0.2, 0.3), "early_start"),
    ],
)
def test_of_late_early_and_uneven_starts_one_is_told(onsets: tuple[float, ...], code: str) -> None:
    reps = [
        replace(one, onset_s=onset_s)
        for one, onset_s in zip([*starts(0.3)] * 3, onsets * 3, strict=True)
    ]
    assert set(found(played(), reps, running("onset_spread_s"))) == {code}
