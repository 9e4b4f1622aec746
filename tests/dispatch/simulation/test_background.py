"""Which jobs are played: what tells a reader something is left out, messages arrive, deadlines are met."""

from datetime import timedelta

import app as roof
from dispatch.service.plans import runs
from dispatch.service.simulation.background import AT_DEADLINES, AT_NEWS, LEFT_OUT, jobs_to_play
from foundation.database.work import Office
from foundation.jobs import by_name
from foundation.messages.outbox import SEND_MESSAGE


def test_jobs_that_are_named_are_there(office: Office) -> None:
    """A job that is called otherwise one day would silently be played on the grid alone."""
    known = roof.make_jobs(office)
    assert known.keys() >= LEFT_OUT | AT_DEADLINES | AT_NEWS


def test_only_what_concerns_these_weeks_runs_by_itself(office: Office) -> None:
    """Uploads, attendance and accounts do not; what one more interpreter is worth is not computed."""
    found = jobs_to_play(roof.make_jobs(office))
    periodic = {name.partition(".")[0] for name, job in found.items() if job.every is not None}
    assert periodic == {"dispatch", "scheduling"}
    assert found["dispatch.expire_offers"].every == timedelta(minutes=1)
    worth = found[runs.VALUE_PLAN].run_long
    assert worth is not None
    worth(office, run_id="of nobody")


def test_the_offices_own_jobs_are_not_changed(office: Office) -> None:
    """What is left out of a play is left out of the play."""
    known = roof.make_jobs(office)
    before = dict(known)
    found = jobs_to_play(known)
    assert by_name(list(known.values())) == before
    assert found[SEND_MESSAGE].run_long is not before[SEND_MESSAGE].run_long
