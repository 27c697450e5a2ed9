"""The sentences of recordings and recorders, with places for what is put in.

Each is written in the module that says it; a test compares the lists.
"""

from typing import Final

from kicksense.workflows.language import marked

GUIDE: Final = (
    marked("Switch the sensors on and bring them near."),
    marked("Looking at the sensors: keep them near."),
    marked("Waiting for {listed}: switch on and bring near."),
    marked("{listed} did not come; going on without."),
    marked("Going on all the same, though this recording may be worth little."),
    marked("Stand upright and still for {still_s} seconds."),
    marked("Good, hold still: {left_s}."),
    marked("That was a movement."),
    marked("No quiet stance was seen; the leg's movement will have to tell."),
    marked(
        "Swing the leg with the sensor forward and back from the hip, three times, foot off the "
        "ground."
    ),
    marked("Swing the left leg forward and back from the hip, three times, foot off the ground."),
    marked("Swing the right leg forward and back from the hip, three times, foot off the ground."),
    marked("That was the other leg."),
    marked("No swings were seen; going on all the same."),
    marked("Starting."),
    marked("Recording: play."),
)
"""What leads into a session."""

SENSORS: Final = (
    marked("{name} is not connected; switch it on and bring it near."),
    marked("{name} is not connected yet; switch it on and bring it near."),
    marked("{name} is connected but sends nothing; switch it off and on again."),
    marked("{name} is out of reach; come closer, it is picked up again by itself."),
    marked("{name} is out of reach; it is picked up again by itself."),
    marked("{name} is out of reach ({why}); it is picked up again by itself."),
    marked("{name} went away and did not come back."),
    marked("{name} went away and did not come back; what came before is kept."),
    marked("{name} went away and did not come back ({why})."),
    marked("{name} is back."),
    marked(
        "{name} measures up to {acc_g} g and {gyr_dps} degrees a second; hard kicks go beyond, so "
        "set it to {acc_range_g} g and {gyr_range_dps}."
    ),
    marked("{name} sent too little to tell how fast it is."),
    marked(
        "{name} sends only {measured} samples a second, too few to see a kick; set it to 100 or "
        "more ({nominal} were asked for and not taken)."
    ),
    marked(
        "{name} sends only {measured} samples a second, too few to see a kick; set it to 100 or "
        "more."
    ),
    marked(
        "{name} sends {measured} samples a second and not {nominal}; the setting was not taken, "
        "so switch it off and on or ask for another rate."
    ),
    marked(
        "{name} sends {measured} samples a second and not {nominal}; switch it off and on, or set "
        "another rate."
    ),
    marked(
        "{name} sends {measured} samples a second; from 100 on kicks are found and measured better."
    ),
    marked(
        "{name} loses {share} of its samples on the way; bring the computer closer, with no "
        "bodies or walls between."
    ),
    marked(
        "{name} loses {share} of its samples; bring the computer closer, or away from other radios."
    ),
    marked(
        "{share} of the messages of {name} come twice; they are counted once. Switching the "
        "sensor off and on may help."
    ),
    marked("{name} has {share} of its battery; charge it first."),
    marked("{name} has {share} of its battery; charge it soon."),
    marked("{name} has {share} of its battery left."),
    marked("{name} is heard faintly ({heard} dBm); bring the computer closer."),
    marked("{name} was heard faintly ({heard} dBm); bring the computer closer."),
    marked(
        "The link to {name} takes {room} bytes at a time, one sample each; above 100 samples a "
        "second some will be lost."
    ),
    marked(
        "The times of {name} are sure to {residual} ms only; to line it up with a video, tap it "
        "three times."
    ),
    marked("The times of {name} are sure to {residual} ms only."),
    marked("The clock of {name} is off by {drift} in a million; times are corrected for it."),
    marked("{name} started anew while it was recorded."),
    marked(
        "{count} messages of {name} were dropped because this computer was too busy; close other "
        "programs."
    ),
    marked("{count} messages of {name} make no sense; they are kept as they came."),
    marked("{name} is at its limit in {share} of its samples; its range is set too small."),
    marked(
        "{name} cuts everything off at {flat} g, so every kick would look the same; set its range "
        "to {range} g (many boards stay at 4 g unless told)."
    ),
    marked(
        "{name} feels {gravity} g while it is still, and 1 g was expected; its range is not the "
        "one it was told."
    ),
    marked("{name} feels {gravity} g while it is still, and 1 g was expected; calibrate it."),
    marked(
        "{name} turns by {rate} degrees a second while it is still; let it lie for some seconds "
        "and switch it off and on."
    ),
    marked("{name} sends the same numbers over and over; switch it off and on again."),
    marked(
        "{name} does not measure {fixed}; switch it off and on, and if that does not help take "
        "another sensor."
    ),
    marked(
        "{name} sits upside down compared with last time; if that was not meant, turn it round "
        "now and stand still again."
    ),
    marked(
        "{names} moved when the {legs} leg was to swing; are the sensors on the wrong legs? Swap "
        "them, or say with --side which leg they are on."
    ),
)
"""What is found of a sensor, before a session and while it runs."""

RECORDER: Final = (
    marked("Storing it."),
    marked("The session was ended."),
    marked("The session was ended at once."),
    marked("The source has ended."),
    marked("The time that was asked for is over."),
    marked("No sensor is left; what came before is kept."),
    marked("Ended at once; what was recorded is stored at the next start."),
    marked("Stored as {ids}."),
    marked("There is no session to store."),
    marked("Nothing is stored of {name}: {why}"),
    marked(
        "The session could not be stored yet ({trouble}); everything that came is kept in {path}, "
        "and stored at the next start."
    ),
    marked("An earlier session could not be stored yet: {error}"),
    marked("The recording stops: {error} What was written until now is kept."),
    marked("The computer slept for {slept} s; nothing was recorded meanwhile."),
    marked("The session ends."),
    marked("The sensors are picked up again."),
    marked("A sensor did not let go; switch it off and on for next time."),
    marked("A sensor was not left as it should be ({error})."),
    marked(
        "Nothing is shown of this session any more, because of a fault ({error}); it is recorded "
        "all the same. End it as usual."
    ),
    marked(
        "{name} is recorded but not judged any more, because of a fault ({error}); it is analyzed "
        "when the session has ended."
    ),
    marked("The disk has {free} MB left: enough for a session, not for many."),
    marked("now that the leg is better known, this was no kick"),
)
"""What becomes of a recording."""

REMARKS: Final = (
    marked("This session was simulated; no player ever did it."),
    marked("Packets carry no time: rows were counted, so a lost packet shortens the recording."),
    marked(
        "The accelerometer clipped in {count} samples; the high-g accelerometer was used there."
    ),
    marked(
        "The times of the samples jitter by {spread} ms; values were interpolated onto a uniform "
        "grid."
    ),
    marked(
        "Times say when samples arrived ({count} at a time on average); they were spread evenly "
        "along the earliest arrivals."
    ),
    marked(
        "The file shows a stream of {rate} Hz in frames of a faster clock, {samples} samples in "
        "{frames} frames; repeated rows are no samples."
    ),
    marked("The source claims {nominal} Hz; its times give {measured} Hz."),
    marked("{count} rows repeat the row before while the leg moves."),
    marked("{count} rows lack a number and were bridged like lost samples."),
    marked("The clock of the sensor wraps around; it was continued {count} times."),
    marked("{count} rows came before their time and were put in order."),
    marked("{count} rows repeat the time of another row and were left out."),
    marked(
        "{share} % of the samples are missing, in 1 gap of at most {longest} ms; they were bridged "
        "in straight lines and are marked."
    ),
    marked(
        "{share} % of the samples are missing, in {count} gaps of at most {longest} ms; they were "
        "bridged in straight lines and are marked."
    ),
    marked("The accelerometer reached its full scale in 1 sample: true peaks are higher."),
    marked("The accelerometer reached its full scale in {count} samples: true peaks are higher."),
    marked(
        "The gyroscope reached its full scale in 1 sample: true rates are higher, and speeds have "
        "wider intervals."
    ),
    marked(
        "The gyroscope reached its full scale in {count} samples: true rates are higher, and "
        "speeds have wider intervals."
    ),
    marked("At rest the accelerometer reads {rest} m/s2 instead of 9.81, {share} % too much."),
    marked("At rest the accelerometer reads {rest} m/s2 instead of 9.81, {share} % too little."),
    marked("The acceleration never changes on axis {axes}."),
    marked("The angular rate never changes on axis {axes}."),
    marked("The link was lost once; what came after lies where the clock says."),
    marked("The link was lost {count} times; what came after lies where the clock says."),
    marked("{count} packets came twice and were taken once."),
    marked(
        "{count} samples came again, or after later ones, and were left out. The journal has them."
    ),
    marked(
        "{count} samples were left out: they held no number, came too late to be paired, or after "
        "too long a pause. The journal has them."
    ),
    marked(
        "The sensor's clock began anew once; each time its samples were placed by their arrival."
    ),
    marked(
        "The sensor's clock began anew {count} times; each time its samples were placed by their "
        "arrival."
    ),
    marked("The sensor's clock runs {drift} ppm fast; its times were corrected by the computer's."),
    marked("The sensor's clock runs {drift} ppm slow; its times were corrected by the computer's."),
    marked("The sensor claims {nominal} Hz and sends {rate} Hz."),
    marked(
        "No leg swings found; how the sensor sits was read from {found}, so technique and speed "
        "are less sure. Start a recording with three seconds of standing and three leg swings, the "
        "first one forward."
    ),
    marked(
        "No leg swings and no quiet stance found; how the sensor sits was read from {found}, so "
        "technique and speed are less sure. Start a recording with three seconds of standing and "
        "three leg swings, the first one forward."
    ),
    marked(
        "The sensor is upside down in {share} of the movement: it was turned or strapped on during "
        "the recording. Kicks from that time may be named wrongly."
    ),
    marked("The first leg swing seems to have gone backward; forward was taken from the movement."),
    marked("The leg hardly moves in this recording, so there is nothing to calibrate on."),
    marked("What is known of player {player} ({evidence}) changes nothing yet."),
    marked("Adapted to player {player} ({evidence})."),
    marked(
        "{count} lesson of player {player} no longer counts, because the analysis or its model has "
        "changed; `kicksense adapt {id} --again` learns them anew."
    ),
    marked(
        "{count} lessons of player {player} no longer count, because the analysis or its model has "
        "changed; `kicksense adapt {id} --again` learns them anew."
    ),
    marked("session {session} could not be looked at: {error}"),
    marked("the score card could not be kept: {error}"),
    marked("what was noted of session {session} is left out: {error}"),
    marked("session {session} is not compared with: {error}"),
    marked("the sensor of session {session} is left out: {error}"),
)
"""What a recording says of itself, and what was left out of its comparison."""

FILES: Final = (
    marked("Times were taken to be in {unit}, because {reason}."),
    marked("Accelerations were taken to be in {unit}, because {reason}."),
    marked("Angular rates were taken to be in {unit}, because {reason}."),
    marked("said by --time-unit"),
    marked("said by --acc-unit"),
    marked("said by --gyr-unit"),
    marked("in the header"),
    marked("the usual step of {step} makes {rate} Hz"),
    marked("the norm on average is {norm}"),
    marked("the norm at rest is {norm}"),
    marked("no leg reaches {peak} deg/s"),
    marked("no leg reaches {peak} rad/s"),
    marked("the leg moves and peaks at {peak}, too little for deg/s"),
    marked("not needed"),
    marked("not known"),
    marked("written by kicksense"),
    marked("ignored"),
    marked("counter"),
    marked("time"),
)
"""How the columns of a file were understood."""

WORDS: Final = (
    marked("walking and play"),
    marked("a few movements"),
    marked("left"),
    marked("right"),
    marked("left and right"),
    marked("labelled kick"),
    marked("labelled kicks"),
    marked("ball to a mark"),
    marked("balls to a mark"),
    marked("wall echo"),
    marked("wall echoes"),
    marked("speed by radar"),
    marked("speeds by radar"),
)
"""What is put into a sentence and is a word."""

TOLD: Final = (*GUIDE, *SENSORS, *RECORDER, *REMARKS, *FILES)
"""All of them; what is more particular comes before what is less."""
