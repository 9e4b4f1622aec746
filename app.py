"""The roof: puts the packages together, decides nothing."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask import Blueprint, Flask

import accounts.cli
import accounts.domain.permissions
import accounts.jobs
import accounts.web
import accounts.web.centre
import accounts.web.founding
import accounts.web.identity
import accounts.web.questions
import accounts.web.trail
import dispatch.cli
import dispatch.cli.demo
import dispatch.domain.events
import dispatch.domain.office_settings
import dispatch.domain.permissions
import dispatch.domain.sections
import dispatch.jobs
import dispatch.web
import dispatch.web.answers
import dispatch.web.trail
import foundation.cli
import foundation.files.jobs
import foundation.jobs
import foundation.web.gateway_reports
import foundation.web.imports
import foundation.web.phone_app
import foundation.web.start
import interpreters.cli
import interpreters.domain.office_settings
import interpreters.domain.permissions
import interpreters.web
import interpreters.web.questions
import interpreters.web.trail
import scheduling.cli
import scheduling.domain.office_settings
import scheduling.domain.permissions
import scheduling.jobs
import scheduling.web
import scheduling.web.answers
import scheduling.web.questions
import scheduling.web.trail
import training.cli
import training.domain.office_settings
import training.domain.permissions
import training.jobs
import training.web
import training.web.certification.certifications
import training.web.questions
import training.web.trail
from accounts.domain import events as account_events
from accounts.domain.permissions import AccountsPermission
from accounts.domain.settings import AccountsSettings
from accounts.service import missing_files
from accounts.service.addressing import OfficeAddressees
from dispatch.domain.permissions import DispatchPermission
from dispatch.service.answers import leave, serving
from dispatch.service.claims import proposing
from dispatch.service.engine import compiled_code
from dispatch.service.explain import likelihood
from dispatch.service.helpline import course, urgent
from dispatch.service.live import settling, standbys
from dispatch.service.reactions import (
    ahead,
    eligibility,
    gaps,
    practicum,
    sessions,
    time_taken,
    translations,
    unreached,
)
from dispatch.service.waves import following
from dispatch.web.live import outcomes
from foundation import logs
from foundation.apart import Apart
from foundation.cli.context import CliContext
from foundation.cli.mistakes import OneLineGroup
from foundation.config import Settings
from foundation.database.base import make_engine
from foundation.database.events import Subscribers
from foundation.database.work import Office
from foundation.files.news import FilesMissing
from foundation.files.settings import FilesSettings
from foundation.jobs import Job, Jobs, by_name
from foundation.messages import delivering
from foundation.messages.addressees import PostOffice
from foundation.messages.alerts import AlertCarrier
from foundation.messages.carrying import Carrier
from foundation.messages.channels import MessageChannel
from foundation.messages.gateway import Gateway
from foundation.messages.mailer import MailCarrier, make_mailer
from foundation.messages.news import MessageUnreached
from foundation.messages.push import PushCarrier
from foundation.messages.settings import MessagesSettings
from foundation.office_settings import OfficeSettingGroup
from foundation.once import idempotency, limits, uploads
from foundation.security.encryption import FieldCipher
from foundation.security.permissions import Actor, Permission, together
from foundation.tables.kinds import ImportKind
from foundation.times.clock import Clock, utc_now
from foundation.web import (
    entrance,
    errors,
    filters,
    guards,
    headers,
    navigation,
    questions,
    trail,
    translation,
)
from foundation.web.api import door, reference, specification
from foundation.web.navigation import WorkSide
from foundation.web.questions import AnsweredQuestion
from foundation.web.trail import TrailSection
from interpreters.domain.events import EligibilityLost, PersonRenamed, StandingMoved
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.settings import InterpretersSettings
from interpreters.service import account_news, reach
from scheduling.domain.events import (
    ChangeAgreed,
    ClosingDayEntered,
    ClosingDayRemoved,
    DecisionWanted,
    LeaveTaken,
    MeetingLinkChanged,
    SessionCancelled,
    SessionChanged,
    SessionRequested,
    TimesNarrowed,
    TraineeUnwelcome,
)
from scheduling.domain.permissions import SchedulingPermission
from scheduling.domain.settings import SchedulingSettings
from training.domain.events import ClassTimesTaken, CohortMoved, MentorshipEnded
from training.domain.permissions import TrainingPermission
from training.domain.settings import TrainingSettings
from training.service.certification import certifications
from training.service.documents import renamings
from training.service.people import learners
from training.service.proposals import following as proposals_following

BLUEPRINTS: tuple[Blueprint, ...] = (
    foundation.web.start.bp,
    foundation.web.imports.bp,
    foundation.web.phone_app.bp,
    foundation.web.gateway_reports.bp,
    reference.bp,
    *accounts.web.BLUEPRINTS,
    *interpreters.web.BLUEPRINTS,
    *training.web.BLUEPRINTS,
    *scheduling.web.BLUEPRINTS,
    *dispatch.web.BLUEPRINTS,
)
NAVIGATION: tuple[navigation.Entry, ...] = (
    *accounts.web.NAVIGATION,
    *interpreters.web.NAVIGATION,
    *training.web.NAVIGATION,
    *scheduling.web.NAVIGATION,
    *dispatch.web.NAVIGATION,
)
# What each role may do.
GRANTS = together(
    accounts.domain.permissions.GRANTED,
    interpreters.domain.permissions.GRANTED,
    scheduling.domain.permissions.GRANTED,
    training.domain.permissions.GRANTED,
    dispatch.domain.permissions.GRANTED,
)
# Whoever may do no more than this works on a phone.
PHONE = frozenset(
    {
        RosterPermission.PROFILE_OWN,
        DispatchPermission.OFFER_ANSWER,
        DispatchPermission.PAY_OWN,
        DispatchPermission.GLOSSARY_PROPOSE,
        DispatchPermission.GLOSSARY_READ,
        DispatchPermission.TRANSLATION_DO,
        SchedulingPermission.AVAILABILITY_CHANGE_OWN,
        TrainingPermission.LEARNING_OWN,
    }
)
# Where `/` leads: the first of these that the reader may do.
STARTS: tuple[tuple[Permission, str], ...] = (
    # Whoever interprets has offers that do not wait, whatever else they do.
    (DispatchPermission.OFFER_ANSWER, "home.show"),
    # Until the first plan; then it leads on to the board.
    (AccountsPermission.SETTINGS_CHANGE, "first_steps.show"),
    (DispatchPermission.BOARD_READ, "board.today"),
    (TrainingPermission.COURSE_MANAGE, "training.index"),
    (SchedulingPermission.REQUEST_PLACE, "requests.mine"),
    (RosterPermission.ROSTER_READ, "people.index"),
    (DispatchPermission.CLAIM_READ, "claims.index"),
    (AccountsPermission.ACCOUNTS_OWN_ADMINISTER, "organisation.show"),
    (TrainingPermission.ATTENDANCE_MARK, "training.index"),
    (TrainingPermission.ATTEMPT_SCORE, "assessments.index"),
    (TrainingPermission.LEARNING_OWN, "learn.show"),
    (RosterPermission.PROFILE_OWN, "profile.show"),
)
# What a page asks of an upper package, and the function that answers.
ANSWERS: tuple[AnsweredQuestion, ...] = (
    accounts.web.questions.HAS_ROSTER_NUMBER.answered_by(reach.has_own_mobile),
    accounts.web.questions.AHEAD_OF_ORGANISATION.answered_by(
        scheduling.web.answers.ahead_of_organisation
    ),
    scheduling.web.questions.FILL_LIKELIHOOD.answered_by(likelihood.fill_likelihood),
    scheduling.web.questions.STAFFING.answered_by(dispatch.web.answers.staffing_section),
    scheduling.web.questions.SERVED_BY.answered_by(serving.served_by),
    scheduling.web.questions.SERVED_WITH.answered_by(serving.names_of_session),
    scheduling.web.questions.OUTCOMES_DUE.answered_by(outcomes.outcomes_due),
    scheduling.web.questions.NAMES_SERVING.answered_by(serving.names_serving),
    scheduling.web.questions.SESSIONS_HIT.answered_by(leave.sessions_hit),
    interpreters.web.questions.AHEAD.answered_by(leave.what_lies_ahead),
    training.web.questions.AHEAD.answered_by(leave.what_lies_ahead),
    training.web.questions.SESSIONS_COVERED.answered_by(dispatch.web.answers.sessions_covered),
    training.web.questions.CLASS_HITS.answered_by(leave.class_hits),
    interpreters.web.questions.HOLDERS.answered_by(certifications.holders),
    interpreters.web.questions.LEVELS_HELD.answered_by(certifications.levels_held),
    interpreters.web.questions.WORK_SECTION.answered_by(dispatch.web.answers.work_section),
    interpreters.web.questions.PERSON_SECTION.answered_by(
        training.web.certification.certifications.person_section
    ),
)
# How the page of the audit trail speaks of what each package records.
TRAIL: tuple[TrailSection, ...] = (
    accounts.web.trail.SECTION,
    interpreters.web.trail.SECTION,
    training.web.trail.SECTION,
    scheduling.web.trail.SECTION,
    dispatch.web.trail.SECTION,
)
JOBS: tuple[Job, ...] = (
    *foundation.jobs.JOBS,
    *idempotency.JOBS,
    *limits.JOBS,
    *uploads.JOBS,
    *foundation.files.jobs.JOBS,
    *accounts.jobs.JOBS,
    *training.jobs.JOBS,
    *scheduling.jobs.JOBS,
    *dispatch.jobs.JOBS,
)
SUBSCRIBERS: Subscribers = {
    FilesMissing: (missing_files.on_files_missing,),
    MessageUnreached: (unreached.on_message_unreached,),
    SessionRequested: (sessions.on_session_requested, urgent.on_session_requested),
    DecisionWanted: (sessions.on_decision_wanted,),
    account_events.InterpreterAccessLost: (account_news.on_access_lost,),
    account_events.ConsentSigned: (learners.on_consent_signed,),
    account_events.KeepingAsked: (account_news.on_keeping_asked, learners.on_keeping_asked),
    SessionCancelled: (sessions.on_session_cancelled, proposing.on_session_cancelled),
    SessionChanged: (sessions.on_session_changed, following.on_session_changed),
    dispatch.domain.events.SlotsMoved: (following.on_slots_moved, course.on_slots_moved),
    TimesNarrowed: (time_taken.on_times_narrowed,),
    ClassTimesTaken: (time_taken.on_class_times_taken,),
    ClosingDayEntered: (sessions.on_closing_day_entered,),
    ClosingDayRemoved: (sessions.on_closing_day_removed,),
    MeetingLinkChanged: (sessions.on_meeting_link_changed,),
    StandingMoved: (eligibility.on_standing_moved, practicum.on_standing_moved),
    account_events.AccountRenamed: (renamings.on_account_renamed,),
    PersonRenamed: (renamings.on_person_renamed,),
    # First everything is locked, then looked at.
    LeaveTaken: (
        ahead.lock_what_lies_ahead,
        sessions.on_leave_taken,
        practicum.on_leave_taken,
        translations.on_leave_taken,
    ),
    EligibilityLost: (
        ahead.lock_what_lies_ahead,
        eligibility.on_eligibility_lost,
        practicum.on_eligibility_lost,
        translations.on_eligibility_lost,
    ),
    dispatch.domain.events.AssignmentEnded: (standbys.on_assignment_ended,),
    dispatch.domain.events.SessionOver: (settling.on_session_over,),
    dispatch.domain.events.OutcomeSettled: (proposing.on_outcome_settled,),
    dispatch.domain.events.TranslationToPay: (proposing.on_translation_to_pay,),
    TraineeUnwelcome: (practicum.on_trainee_unwelcome,),
    CohortMoved: (proposals_following.on_cohort_moved,),
    MentorshipEnded: (practicum.on_mentorship_ended,),
    dispatch.domain.events.PlaceGivenBack: (gaps.on_place_given_back,),
    ChangeAgreed: (gaps.on_change_agreed,),
}
COMMANDS: tuple[click.Command, ...] = (
    *foundation.cli.COMMANDS,
    *accounts.cli.COMMANDS,
    *interpreters.cli.COMMANDS,
    *scheduling.cli.COMMANDS,
    *training.cli.COMMANDS,
    *dispatch.cli.COMMANDS,
    dispatch.cli.demo.demo,
)
# Settings that packages add to those of the foundation.
SECTIONS: tuple[type[Any], ...] = (
    MessagesSettings,
    FilesSettings,
    AccountsSettings,
    InterpretersSettings,
    SchedulingSettings,
    TrainingSettings,
    *dispatch.domain.sections.SECTIONS,
)
# Settings that the office keeps on its page, in the order of that page.
OFFICE_SETTINGS: tuple[OfficeSettingGroup, ...] = (
    *scheduling.domain.office_settings.OFFICE_SETTINGS,
    *dispatch.domain.office_settings.OFFICE_SETTINGS,
    *interpreters.domain.office_settings.OFFICE_SETTINGS,
    *training.domain.office_settings.OFFICE_SETTINGS,
)
# In the order in which a folder of files is loaded.
IMPORTS: tuple[ImportKind, ...] = (
    *accounts.cli.IMPORTS,
    *interpreters.cli.IMPORTS,
    *training.cli.IMPORTS,
    *scheduling.cli.IMPORTS,
    *dispatch.cli.IMPORTS,
)


def sides_of(who: Actor) -> frozenset[WorkSide]:
    """Interpreters and trainees work on the phone; whoever also works in an office, on both sides."""
    if who.user_id is None:
        return frozenset()
    if who.permissions <= PHONE:
        return frozenset({WorkSide.PHONE})
    is_on_the_roster = who.may(RosterPermission.PROFILE_OWN)
    return frozenset(WorkSide) if is_on_the_roster else frozenset({WorkSide.DESK})


def open_office(settings: Settings, clock: Clock = utc_now) -> Office:
    """Everything a unit of work is made from."""
    return Office(
        engine=make_engine(settings.database_url),
        settings=settings,
        clock=clock,
        cipher=FieldCipher(settings.encryption_keys),
        subscribers=SUBSCRIBERS,
        grants=GRANTS,
        office_settings=OFFICE_SETTINGS,
    )


def make_jobs(office: Office) -> Jobs:
    """Everything that can be done in the background."""
    compiled_code.lend_place()
    return by_name((*JOBS, *delivering.jobs_of(make_post_office(office))))


def make_post_office(office: Office) -> PostOffice:
    """Who carries messages out: what the settings name, else the outbox page shows what would go where."""
    settings = office.settings
    carriers: dict[MessageChannel, Carrier] = {
        MessageChannel.MAIL: MailCarrier(make_mailer(settings, office.clock), settings),
    }
    ways = settings.of(MessagesSettings)
    if ways.gateway_url:
        gateway = Gateway(ways, office.clock)
        carriers |= {MessageChannel.TEXT: gateway, MessageChannel.ALIMTALK: gateway}
    carriers[MessageChannel.PUSH] = PushCarrier(settings)
    if not settings.demo:
        # The rooms of the demo are invented.
        carriers[MessageChannel.OFFICE] = AlertCarrier(settings)
    return PostOffice(carriers, OfficeAddressees(reach.number_of_account))


def create_app(settings: Settings, clock: Clock = utc_now) -> Flask:
    """The web application. Background work is started apart from it (`ieum serve`, `ieum jobs`)."""
    logs.configure()
    app = specification.make_app(__name__)
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SESSION_COOKIE_NAME="__Host-ieum" if settings.secure_cookies else "ieum",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=settings.upload_megabytes * 1024 * 1024,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
        # Pages of links for one use send no Referer at all; the token and SameSite cookies do this work.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.extensions["office"] = open_office(settings, clock)
    app.extensions[foundation.web.imports.IMPORTS] = IMPORTS
    questions.install(app, ANSWERS)
    trail.install(app, TRAIL)
    accounts.web.identity.install(app)
    accounts.web.centre.install(app)
    accounts.web.founding.install(app)
    guards.install(app)
    door.install(app, BLUEPRINTS)
    translation.install(app)
    filters.install(app)
    headers.install(app)
    errors.install(app)
    navigation.install(app, NAVIGATION, sides_of, STARTS)
    entrance.install(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def make_command_line(commands: Sequence[click.Command]) -> click.Group:
    """The `ieum` group with every package's commands."""
    group = OneLineGroup("ieum", help="통역이음: interpreters for a network of migrants' centres.")
    group = click.version_option(package_name="ieum", message="ieum %(version)s")(group)
    for command in commands:
        group.add_command(command)
    return group


def work_apart() -> Apart:
    """How work is begun in a process of its own: this very file, wherever that is, with the same settings."""
    folders = [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    path = os.pathsep.join(filter(None, folders))
    return Apart((sys.executable, "-P", "-m", "app", "run-job"), {"PYTHONPATH": path})


def main() -> None:
    """The console script `ieum`."""
    logs.configure()
    logs.catch_what_nobody_caught()
    context = CliContext(
        open_office,
        create_app,
        make_jobs,
        IMPORTS,
        SECTIONS,
        (*accounts.cli.GREETINGS, *dispatch.cli.GREETINGS),
        work_apart(),
    )
    make_command_line(COMMANDS)(obj=context)


if __name__ == "__main__":
    main()
