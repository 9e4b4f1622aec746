"""Pages of the roster: people for the office, and everybody's own record."""

from flask import Blueprint

from foundation.text.message import say
from foundation.web.navigation import Entry, Group
from interpreters.domain.permissions import RosterPermission
from interpreters.web import api, people, profile, records, translators

BLUEPRINTS: tuple[Blueprint, ...] = (
    people.bp,
    records.bp,
    profile.bp,
    translators.bp,
    api.bp,
)
NAVIGATION: tuple[Entry, ...] = (
    Entry(
        label=say("Interpreters"),
        endpoint="people.index",
        icon="people",
        permission=RosterPermission.ROSTER_READ,
        within=("/people", "/imports/interpreters", "/imports/restrictions"),
        order=40,
        group=Group.PEOPLE,
    ),
    Entry(
        label=say("Me"),
        endpoint="profile.show",
        icon="person",
        permission=RosterPermission.PROFILE_OWN,
        within=("/me",),
        order=50,
        phone=True,
    ),
)
