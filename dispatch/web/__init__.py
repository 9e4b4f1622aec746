"""Pages of dispatch; app.py registers what is listed here."""

from flask import Blueprint

from dispatch.web import beside, home, offers, offers_log, overrides, schedule
from dispatch.web.board_pages import BOARD_BLUEPRINTS, BOARD_NAVIGATION
from dispatch.web.offers_frame import count_waiting
from foundation.security.permissions import Permission
from foundation.text.message import say
from foundation.web.navigation import Entry

BLUEPRINTS: tuple[Blueprint, ...] = (
    *BOARD_BLUEPRINTS,
    beside.bp,
    home.bp,
    offers.bp,
    offers_log.bp,
    overrides.bp,
    schedule.bp,
)
NAVIGATION: tuple[Entry, ...] = (
    *BOARD_NAVIGATION,
    Entry(
        label=say("Start"),
        endpoint="home.show",
        icon="home",
        permission=Permission.OFFER_ANSWER,
        within=("/home",),
        order=10,
        phone=True,
    ),
    Entry(
        label=say("Offers"),
        endpoint="offers.index",
        icon="bell",
        permission=Permission.OFFER_ANSWER,
        within=("/offers",),
        order=20,
        phone=True,
        count=count_waiting,
    ),
    Entry(
        label=say("Schedule"),
        endpoint="schedule.show",
        icon="cal",
        permission=Permission.OFFER_ANSWER,
        within=("/schedule", "/assignments"),
        order=30,
        phone=True,
    ),
    Entry(
        label=say("Offers sent"),
        endpoint="offers_log.index",
        icon="mail",
        permission=Permission.BOARD_READ,
        within=("/offers/log",),
        order=40,
    ),
    Entry(
        label=say("Overrides"),
        endpoint="overrides.index",
        icon="shield",
        permission=Permission.ASSIGNMENT_CHANGE,
        within=("/overrides",),
        order=41,
        count=overrides.count_waiting,
    ),
)
