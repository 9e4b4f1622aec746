"""Pages of dispatch; app.py registers what is listed here."""

from flask import Blueprint

from dispatch.domain.permissions import DispatchPermission
from dispatch.web import api
from dispatch.web.autopilot import pages as autopilot
from dispatch.web.board import actions, changes, page
from dispatch.web.claims import menu as pay_menu
from dispatch.web.coverage import dataset as coverage_dataset
from dispatch.web.coverage import forecast
from dispatch.web.coverage import gains as coverage_gains
from dispatch.web.coverage import pages as coverage
from dispatch.web.coverage import portfolio as coverage_portfolio
from dispatch.web.desk import calls, first_steps, now, offers_log, overrides
from dispatch.web.fairness import lending, load
from dispatch.web.feedback import desk as feedback_desk
from dispatch.web.feedback import giving as feedback
from dispatch.web.glossary import files as glossary_files
from dispatch.web.glossary import pages as glossary
from dispatch.web.helpline import calls as instant_calls
from dispatch.web.helpline import duty, taking, video, watch
from dispatch.web.live import outcomes, sheets, steps
from dispatch.web.papers import office as person_papers
from dispatch.web.papers import own as own_papers
from dispatch.web.phone import feed, home, offers, practicum, schedule
from dispatch.web.phone.context import count_places_waiting, count_waiting
from dispatch.web.plans import runs, sendings, trials
from dispatch.web.rates import cards as rates
from dispatch.web.repairs import choosing, fixes
from dispatch.web.reports import figures as reports
from dispatch.web.reports import mails as report_mails
from dispatch.web.sandbox import pages as sandbox
from dispatch.web.translations import asking as translations
from dispatch.web.translations import desk as translation_desk
from dispatch.web.translations import jobs as translation_jobs
from dispatch.web.translations import planning as translation_plans
from dispatch.web.translations import working as translation_work
from dispatch.web.waves import cascades as waves
from dispatch.web.waves import policies as offer_policies
from foundation.text.message import say
from foundation.web.navigation import Entry, Group
from training.domain.permissions import TrainingPermission

BLUEPRINTS: tuple[Blueprint, ...] = (
    *api.BLUEPRINTS,
    page.bp,
    actions.bp,
    runs.bp,
    sendings.bp,
    trials.bp,
    choosing.bp,
    fixes.bp,
    changes.bp,
    practicum.bp,
    home.bp,
    offers.bp,
    offers_log.bp,
    calls.bp,
    overrides.bp,
    now.bp,
    first_steps.bp,
    schedule.bp,
    steps.bp,
    outcomes.bp,
    sheets.bp,
    rates.bp,
    *pay_menu.BLUEPRINTS,
    glossary.bp,
    glossary_files.bp,
    duty.bp,
    video.bp,
    watch.bp,
    feed.bp,
    waves.bp,
    offer_policies.bp,
    autopilot.bp,
    load.bp,
    lending.bp,
    reports.bp,
    coverage.bp,
    sandbox.bp,
    coverage_gains.bp,
    coverage_portfolio.bp,
    coverage_dataset.bp,
    forecast.bp,
    report_mails.bp,
    feedback.bp,
    feedback_desk.bp,
    instant_calls.bp,
    taking.bp,
    own_papers.bp,
    person_papers.bp,
    translations.bp,
    translation_jobs.bp,
    translation_desk.bp,
    translation_plans.bp,
    translation_work.bp,
)
NAVIGATION: tuple[Entry, ...] = (
    Entry(
        label=say("To do now"),
        endpoint="now.show",
        icon="bell",
        permission=DispatchPermission.BOARD_READ,
        within=("/dispatch/now",),
        order=9,
        count=now.count_waiting,
    ),
    Entry(
        label=say("Dispatch board"),
        endpoint="board.today",
        icon="cal",
        permission=DispatchPermission.BOARD_READ,
        within=("/dispatch",),
        order=10,
    ),
    Entry(
        label=say("Home"),
        endpoint="home.show",
        icon="home",
        permission=DispatchPermission.OFFER_ANSWER,
        within=("/home",),
        order=10,
        phone=True,
    ),
    Entry(
        label=say("Offers"),
        endpoint="offers.index",
        icon="bell",
        permission=DispatchPermission.OFFER_ANSWER,
        within=("/offers",),
        order=20,
        phone=True,
        count=count_waiting,
    ),
    Entry(
        label=say("Schedule"),
        endpoint="schedule.show",
        icon="cal",
        permission=DispatchPermission.OFFER_ANSWER,
        within=("/schedule", "/assignments"),
        order=30,
        phone=True,
    ),
    Entry(
        label=say("Offers sent"),
        endpoint="offers_log.index",
        icon="mail",
        permission=DispatchPermission.BOARD_READ,
        within=("/offers/log",),
        order=40,
        group=Group.DISPATCH,
    ),
    Entry(
        label=say("Call list"),
        endpoint="calls.index",
        icon="phone",
        permission=DispatchPermission.OFFER_RECORD,
        within=("/offers/calls",),
        order=39,
        group=Group.DISPATCH,
        count=calls.count_to_call,
    ),
    Entry(
        label=say("Interpreter now"),
        endpoint="helpline.new",
        icon="phone",
        permission=DispatchPermission.HELPLINE_OPEN,
        unless=DispatchPermission.BOARD_READ,
        within=("/helpline",),
        order=19,
    ),
    Entry(
        label=say("Instant calls"),
        endpoint="helpline.index",
        icon="phone",
        permission=DispatchPermission.BOARD_READ,
        within=("/helpline",),
        order=37,
        group=Group.DISPATCH,
    ),
    Entry(
        label=say("Duty roster"),
        endpoint="duty.roster",
        icon="clock",
        permission=DispatchPermission.DUTY_KEEP,
        within=("/duty",),
        order=38,
        group=Group.DISPATCH,
    ),
    Entry(
        label=say("Two-person overrides"),
        endpoint="overrides.index",
        icon="shield",
        permission=DispatchPermission.ASSIGNMENT_CHANGE,
        within=("/overrides",),
        order=41,
        group=Group.DISPATCH,
        count=overrides.count_waiting,
    ),
    Entry(
        label=say("Outcomes"),
        endpoint="outcomes.index",
        icon="check",
        permission=DispatchPermission.BOARD_READ,
        within=("/dispatch/outcomes",),
        order=43,
        group=Group.DISPATCH,
    ),
    Entry(
        label=say("Day sheets"),
        endpoint="sheets.index",
        icon="file",
        permission=DispatchPermission.SHEET_PRINT,
        within=("/day-sheets",),
        order=44,
        group=Group.DISPATCH,
    ),
    Entry(
        label=say("Compare weights"),
        endpoint="trials.show",
        icon="chart",
        permission=DispatchPermission.PLAN_RUN,
        within=("/dispatch/what-if",),
        order=42,
        group=Group.DISPATCH,
    ),
    *pay_menu.NAVIGATION,
    Entry(
        label=say("Translations"),
        endpoint="translation_jobs.index",
        icon="file",
        permission=DispatchPermission.TRANSLATION_KEEP,
        within=("/translations",),
        order=25,
        group=Group.DISPATCH,
        count=translation_jobs.count_to_settle,
    ),
    Entry(
        label=say("Translations"),
        endpoint="translations.mine",
        icon="file",
        permission=DispatchPermission.TRANSLATION_READ_OWN,
        unless=DispatchPermission.TRANSLATION_KEEP,
        within=("/translations",),
        order=25,
        count=translations.count_to_answer,
    ),
    Entry(
        label=say("Pay rates"),
        endpoint="rates.index",
        icon="won",
        permission=DispatchPermission.RATE_READ,
        within=("/rates",),
        order=75,
        group=Group.OPERATIONS,
    ),
    Entry(
        label=say("Glossary"),
        endpoint="glossary.index",
        icon="book",
        permission=DispatchPermission.GLOSSARY_READ,
        within=("/glossary",),
        order=45,
        group=Group.DISPATCH,
    ),
    Entry(
        label=say("Offer policies"),
        endpoint="offer_policies.index",
        icon="mail",
        permission=DispatchPermission.POLICY_CHANGE,
        within=("/offer-policies",),
        order=76,
        group=Group.OPERATIONS,
    ),
    Entry(
        label=say("Autopilot"),
        endpoint="autopilot.show",
        icon="refresh",
        permission=DispatchPermission.AUTOPILOT_SWITCH,
        within=("/autopilot",),
        order=77,
        group=Group.OPERATIONS,
    ),
    Entry(
        label=say("Workload"),
        endpoint="load.show",
        icon="chart",
        permission=DispatchPermission.BOARD_READ,
        within=("/dispatch/load",),
        order=43,
        group=Group.FIGURES,
    ),
    Entry(
        label=say("Reports"),
        endpoint="reports.show",
        icon="chart",
        permission=DispatchPermission.REPORT_READ_ANY,
        within=("/reports",),
        order=60,
        group=Group.FIGURES,
    ),
    Entry(
        label=say("Reports"),
        endpoint="reports.show",
        icon="chart",
        permission=DispatchPermission.REPORT_READ_OWN,
        unless=DispatchPermission.REPORT_READ_ANY,
        within=("/reports",),
        order=60,
        group=Group.FIGURES,
    ),
    Entry(
        label=say("Coverage"),
        endpoint="coverage.show",
        icon="map",
        permission=DispatchPermission.SEE_COVERAGE,
        within=("/coverage",),
        order=59,
        group=Group.FIGURES,
    ),
    Entry(
        label=say("Coverage"),
        endpoint="coverage.show",
        icon="map",
        permission=DispatchPermission.SEE_COVERAGE_OWN,
        unless=DispatchPermission.SEE_COVERAGE,
        within=("/coverage",),
        order=59,
        group=Group.FIGURES,
    ),
    Entry(
        label=say("Complaints and praise"),
        endpoint="feedback_desk.index",
        icon="mail",
        permission=DispatchPermission.FEEDBACK_WORK,
        within=("/dispatch/feedback",),
        order=45,
        group=Group.DISPATCH,
        count=feedback_desk.count_waiting,
    ),
    Entry(
        label=say("Complaint or praise"),
        endpoint="feedback.ask",
        icon="mail",
        permission=None,
        within=("/feedback",),
        order=30,
        public=True,
    ),
    Entry(
        label=say("Complaint or praise"),
        endpoint="feedback.ask",
        icon="mail",
        permission=DispatchPermission.OUTCOME_REPORT,
        unless=DispatchPermission.FEEDBACK_WORK,
        within=("/feedback",),
        order=90,
        group=Group.OWN,
    ),
    Entry(
        label=say("Said about my work"),
        endpoint="feedback.about_me",
        icon="mail",
        permission=DispatchPermission.OFFER_ANSWER,
        within=("/feedback/about-me",),
        order=91,
        group=Group.OWN,
    ),
    Entry(
        label=say("Lending ledger"),
        endpoint="lending.show",
        icon="swap",
        permission=DispatchPermission.LENDING_READ_ANY,
        within=("/lending",),
        order=44,
        group=Group.FIGURES,
    ),
    Entry(
        label=say("Lending ledger"),
        endpoint="lending.show",
        icon="swap",
        permission=DispatchPermission.LENDING_READ_OWN,
        unless=DispatchPermission.LENDING_READ_ANY,
        within=("/lending",),
        order=44,
        group=Group.FIGURES,
    ),
    Entry(
        label=say("My papers"),
        endpoint="papers.mine",
        icon="file",
        permission=DispatchPermission.OFFER_ANSWER,
        within=("/papers",),
        order=48,
    ),
    # A trainee who is not yet asked: whoever is finds it beside her offers.
    Entry(
        label=say("Practicum"),
        endpoint="practicum.show",
        icon="people",
        permission=TrainingPermission.LEARNING_OWN,
        unless=DispatchPermission.OFFER_ANSWER,
        within=("/practicum", "/mentoring"),
        order=45,
        phone=True,
        count=count_places_waiting,
    ),
)
