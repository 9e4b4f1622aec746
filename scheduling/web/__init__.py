"""Pages of scheduling."""

from flask import Blueprint

from foundation.text.message import say
from foundation.web.navigation import Entry, Group
from scheduling.domain.permissions import SchedulingPermission
from scheduling.web import (
    api,
    availability,
    busy_calendars,
    closing_days,
    proposals,
    request_form,
    request_list,
    requests,
)
from scheduling.web.addresses import availability_bp, calendars_bp, requests_bp

BLUEPRINTS: tuple[Blueprint, ...] = (
    requests_bp,
    proposals.bp,
    availability_bp,
    calendars_bp,
    closing_days.bp,
    api.bp,
)
NAVIGATION: tuple[Entry, ...] = (
    Entry(
        label=say("Requests"),
        endpoint="requests.index",
        icon="list",
        permission=SchedulingPermission.REQUEST_READ_ANY,
        within=("/requests",),
        order=20,
    ),
    Entry(
        label=say("Request an interpreter"),
        endpoint="requests.new",
        icon="plus",
        permission=SchedulingPermission.REQUEST_PLACE,
        unless=SchedulingPermission.REQUEST_READ_ANY,
        within=("/requests/new",),
        order=20,
    ),
    Entry(
        label=say("My requests"),
        endpoint="requests.mine",
        icon="list",
        permission=SchedulingPermission.REQUEST_READ_OWN,
        unless=SchedulingPermission.REQUEST_READ_ANY,
        within=("/requests/mine",),
        order=21,
    ),
    Entry(
        label=say("Availability"),
        endpoint="availability.show",
        icon="clock",
        permission=SchedulingPermission.AVAILABILITY_CHANGE_OWN,
        within=("/schedule/availability", "/schedule/calendars"),
        order=40,
        phone=True,
    ),
    Entry(
        label=say("Holidays and closing days"),
        endpoint="closing_days.show",
        icon="cal",
        permission=SchedulingPermission.CLOSING_DAY_KEEP,
        within=("/settings/closing-days",),
        order=74,
        group=Group.OPERATIONS,
    ),
)

__all__ = [
    "BLUEPRINTS",
    "NAVIGATION",
    "availability",
    "busy_calendars",
    "request_form",
    "request_list",
    "requests",
]
