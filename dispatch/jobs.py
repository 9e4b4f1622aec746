"""Background work of dispatch."""

from datetime import timedelta

from dispatch.service.autopilot import acting
from dispatch.service.claims import proposing
from dispatch.service.coverage import (
    counting,
    forecasting,
    gain_work,
    gains,
    portfolio,
    portfolio_work,
    realised,
)
from dispatch.service.feedback import working as feedback_working
from dispatch.service.helpline import course, watch
from dispatch.service.live import reminders, sheets, standbys
from dispatch.service.plans import letters, make, runs, send, trial_work, trials, worth
from dispatch.service.practicum import pairing
from dispatch.service.reports import mailed
from dispatch.service.sandbox import playing
from dispatch.service.sandbox import runs as sandbox_runs
from dispatch.service.slots import closing, offers_ending, reminding, watching
from dispatch.service.translations import course as translation_course
from dispatch.service.translations import gaps as translation_gaps
from dispatch.service.translations import offers as translation_offers
from dispatch.service.translations import planning_work
from dispatch.service.translations import watching as translation_watching
from dispatch.service.translations import waves as translation_waves
from dispatch.service.waves import following, going
from foundation.database.work import UnitOfWork
from foundation.jobs import Job


def _name_standbys(uow: UnitOfWork) -> None:
    standbys.name_standbys(uow)


def _propose_claims(uow: UnitOfWork) -> None:
    proposing.propose_due(uow)


JOBS: tuple[Job, ...] = (
    Job(name=runs.RUN_PLAN, run_long=make.run_plan, apart=True),
    Job(name=runs.VALUE_PLAN, run_long=worth.keep_worth, apart=True),
    Job(name=trials.RUN_TRIAL, run_long=trial_work.run_trial, apart=True),
    Job(name=sandbox_runs.PLAY_SANDBOX, run_long=playing.play, apart=True),
    Job(name=send.SEND_PLAN, run_long=send.carry_out),
    Job(name=translation_gaps.PLAN_TRANSLATIONS, run_long=planning_work.plan_translations),
    Job(name=letters.WRITE_LETTERS, run=letters.write_due),
    Job(name=going.NEXT_WAVE, run_long=going.send_next),
    Job(name="dispatch.autopilot", run_long=acting.act, every=timedelta(minutes=1)),
    Job(name="dispatch.watch_waves", run=following.watch, every=timedelta(minutes=1)),
    Job(
        name="dispatch.expire_offers",
        run=offers_ending.expire_due,
        every=timedelta(minutes=1),
    ),
    Job(
        name="dispatch.warn_of_unfilled",
        run=watching.warn_of_unfilled,
        every=timedelta(minutes=5),
    ),
    Job(name=course.FOLLOW_CALL, run=course.follow),
    Job(name="dispatch.follow_calls", run=course.follow_all, every=timedelta(minutes=1)),
    Job(name="dispatch.watch_urgent", run=watch.alert_due, every=timedelta(minutes=1)),
    Job(
        name=closing.CLOSE_ENDED_SESSIONS,
        run=closing.close_ended_sessions,
        every=timedelta(minutes=10),
    ),
    Job(name=standbys.NAME_STANDBYS, run=_name_standbys, every=timedelta(minutes=10)),
    # 17:00 in Korea for the next day, 05:00 for the day itself.
    Job(
        name="dispatch.make_sheets",
        run_long=sheets.make_sheets,
        every=timedelta(hours=12),
        offset=timedelta(hours=8),
    ),
    Job(
        name="dispatch.remind_of_outcomes",
        run=reminders.remind_of_outcomes,
        every=timedelta(hours=1),
    ),
    # Shortly after four in the morning in Korea.
    Job(
        name=counting.COUNT_COVERAGE,
        run_long=counting.count_coverage,
        every=timedelta(days=1),
        offset=timedelta(hours=19, minutes=10),
    ),
    Job(
        name=gains.RECKON_GAINS,
        run_long=gain_work.reckon,
        apart=True,
        when_dead=gains.give_up,
    ),
    Job(
        name=portfolio.CHOOSE_COURSES,
        run_long=portfolio_work.choose_courses,
        apart=True,
        when_dead=portfolio.give_up,
    ),
    # Shortly before five, when what became of every need is counted.
    Job(
        name=gains.ASK_BY_NIGHT,
        run=gains.ask_by_night,
        every=timedelta(days=1),
        offset=timedelta(hours=19, minutes=50),
    ),
    # When coverage has been counted.
    Job(
        name=forecasting.MAKE_FORECAST,
        run_long=forecasting.make_forecast,
        every=timedelta(days=1),
        offset=timedelta(hours=19, minutes=40),
        apart=True,
    ),
    Job(name="dispatch.mail_reports", run=mailed.write_due, every=timedelta(hours=1)),
    Job(
        name="dispatch.remind_of_feedback",
        run=feedback_working.remind_of_due,
        every=timedelta(hours=1),
    ),
    Job(name="dispatch.propose_claims", run=_propose_claims, every=timedelta(hours=1)),
    Job(name="dispatch.remind", run=reminding.remind, every=timedelta(minutes=5)),
    Job(
        name="dispatch.forget_reminders",
        run=reminding.forget_old,
        every=timedelta(days=1),
        offset=timedelta(hours=18, minutes=20),
    ),
    Job(name=translation_course.NEXT_WAVE, run=translation_waves.send_next),
    Job(
        name="dispatch.expire_translation_offers",
        run=translation_offers.expire_due,
        every=timedelta(minutes=1),
    ),
    Job(
        name="dispatch.watch_translations",
        run=translation_watching.watch,
        every=timedelta(minutes=10),
    ),
    Job(
        name="dispatch.remind_of_deliveries",
        run=translation_watching.remind_of_answers,
        every=timedelta(hours=1),
    ),
    Job(
        name="dispatch.forget_translations",
        run=translation_watching.forget_old,
        every=timedelta(days=1),
        offset=timedelta(hours=18, minutes=40),
    ),
    Job(
        name="dispatch.count_outcomes",
        run=realised.count_outcomes,
        every=timedelta(days=1),
        offset=timedelta(hours=18, minutes=50),
    ),
    Job(name=pairing.PAIR_TRAINEES, run_long=pairing.pair_now, every=timedelta(hours=1)),
)
