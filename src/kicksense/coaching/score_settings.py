"""What repetitions and scores go by."""

import math
from dataclasses import dataclass, field

from kicksense.coaching.known_balls import KnownBallSettings


@dataclass(frozen=True, slots=True)
class ScoreSettings:
    """Thresholds of repetitions, scores and score cards.

    Attributes
    ----------
    same_moment_s
        Two stages may place one contact so far apart: a frame and a half of the search grid.
    same_cue_s
        Marks so close together are one cue that was given twice; nobody calls faster. Assumed.
    second_cue_ratio
        A cue within this many times `CuePlan.second_after_s` of another is its second cue, unless
        the drill's first cues may be as near: whoever calls it waits for the player. Assumed.
    answer_s
        A kick so long after a cue is no answer to it. A start and twenty metres at a youth's sprint
        take half of that. Assumed.
    soonest_reaction_s
        Whoever moves sooner after a cue was already on the way (the false-start limit of
        athletics, 0.1 s).
    on_time_s
        A start counts as on time from so long before the cue to so long after it (field notes,
        section 7).
    hit_within_s
        A target marked as hit so long after a kick belongs to it. Assumed.
    soonest_hit_ratio
        A ball cannot have hit before this share of the time that it is expected to roll. Assumed.
    longest_pass_s
        A pass that is not met within this time is lost: 20 m over short grass take 3 s. Assumed.
    soonest_pass_s
        Contacts of two players that are closer in time are a tackle, no pass. Assumed.
    travel_slack_ratio, travel_slack_s
        A ball is met about when its speed says: sooner than the fastest it can have been by this
        share (team-mates come towards it), later than the likeliest by this share and so long
        (they wait for it). Assumed.
    control_s
        A team-mate who takes the ball plays it on within this time, and within that of the longest
        pass. Assumed.
    echo_agreement
        An echo counts where it says what the sensor says within so many standard deviations of
        both: otherwise the other leg, or nobody, met that ball.
    most_pause_s
        A pause longer than this breaks a rhythm and a streak. Assumed.
    chain_gap_s
        A chain of passes lives while contacts with the ball are no farther apart; one player's, in
        a drill for three and more, as many times that as there are players beyond a partner.
        Assumed.
    lost_note
        A note that begins with this word says that the ball was lost.
    carry_release_s
        The kick that ends a drive follows its last touch within this time, as contacts of one
        possession do; touches on the way may make it longer. Assumed.
    switch_rad
        A switch turns the player by more (field notes, section 7: 60 deg).
    before_touch_s
        Where a player faces is read so long before the first contact: then the leg is turned out
        for the ball, and headings are means over 0.7 s.
    with_ball_s
        A player is taken to turn on the ball within this time before a kick where no first contact
        was seen. Turns of simulated players take 2 s from the ball's coming to the kick.
    most_heading_spread_rad
        A change of heading that is less sure is not told. Assumed: a quarter of a switch.
    second_effort_s
        The second effort begins so soon after the first ends (field notes, section 7).
    waiting_s
        How light a player's feet are is looked at over so long before a cue. Assumed.
    shortest_waiting_s
        Less waiting before a cue than this says nothing about it. Assumed: two strides.
    shadow_s
        A defender's start belongs to the player's from so long before it to so long after it.
        Assumed.
    misjudged_ratio
        Share of the repetitions that may have been misjudged: of simulated players' kicks, one
        technique in twenty is wrong. At least one repetition.
    fewest_count
        Fewer numbers have no median worth telling. Assumed.
    fewest_spread_count
        Fewer have no spread worth telling. Assumed, as in `FindingSettings`.
    least_change_ratio
        A score must move by this share of its median to be better or worse, however alike the
        earlier sessions were. Assumed.
    known_balls
        What is assumed of walls and pitches where a ball comes back.
    """

    same_moment_s: float = 0.015
    same_cue_s: float = 0.3
    second_cue_ratio: float = 2.0
    answer_s: float = 8.0
    soonest_reaction_s: float = 0.1
    on_time_s: tuple[float, float] = (-0.2, 0.6)
    hit_within_s: float = 6.0
    soonest_hit_ratio: float = 0.5
    longest_pass_s: float = 5.0
    soonest_pass_s: float = 0.15
    travel_slack_ratio: float = 0.4
    travel_slack_s: float = 0.5
    control_s: float = 2.0
    echo_agreement: float = 2.5
    most_pause_s: float = 12.0
    chain_gap_s: float = 6.0
    lost_note: str = "lost"
    carry_release_s: float = 3.0
    switch_rad: float = math.radians(60.0)
    before_touch_s: float = 0.6
    with_ball_s: float = 2.5
    most_heading_spread_rad: float = math.radians(15.0)
    second_effort_s: float = 2.0
    waiting_s: float = 3.0
    shortest_waiting_s: float = 1.0
    shadow_s: tuple[float, float] = (-1.0, 3.0)
    misjudged_ratio: float = 0.05
    fewest_count: int = 3
    fewest_spread_count: int = 5
    least_change_ratio: float = 0.05
    known_balls: KnownBallSettings = field(default_factory=KnownBallSettings)
