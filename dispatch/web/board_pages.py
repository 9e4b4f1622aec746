"""What the board adds to the web of dispatch."""

from flask import Blueprint

from dispatch.web import board, board_deeds, changes, plans
from foundation.security.permissions import Permission
from foundation.text.message import say
from foundation.web.navigation import Entry

BOARD_BLUEPRINTS: tuple[Blueprint, ...] = (board.bp, board_deeds.bp, plans.bp, changes.bp)
BOARD_NAVIGATION: tuple[Entry, ...] = (
    Entry(
        label=say("Dispatch board"),
        endpoint="board.today",
        icon="cal",
        permission=Permission.BOARD_READ,
        within=("/dispatch",),
        order=10,
    ),
)
