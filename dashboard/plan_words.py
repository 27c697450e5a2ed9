"""What has become of a plan, in words."""

from dashboard.team_words import day_words
from kicksense.store.plans import PlannedDrill
from kicksense.workflows.language import tr, tr_count
from kicksense.workflows.planning import PlanState, Standing


def progress_words(standing: Standing | None, plan: PlannedDrill | None = None) -> str:
    """Give how far a plan is: ``12 of 20 repetitions played``.

    Parameters
    ----------
    standing
        What has become of it; None for a version of a plan alone.
    plan
        That version.
    """
    if standing is None:
        if plan is None or plan.repetitions is None:
            return tr("as many as the level asks")
        return tr_count("{count} repetition", "{count} repetitions", plan.repetitions)
    if standing.by_hand:
        return tr("ticked off by hand")
    if standing.state is PlanState.DONE or standing.most:
        return tr_count(
            "{most} of {count} repetition played in one session",
            "{most} of {count} repetitions played in one session",
            standing.asked,
            most=standing.most,
        )
    return tr_count("{count} repetition", "{count} repetitions", standing.asked)


def when_words(plan: PlannedDrill) -> str:
    """Give until when a plan is to be played."""
    return (
        tr("whenever you like") if plan.due is None else tr("until {day}", day=day_words(plan.due))
    )
