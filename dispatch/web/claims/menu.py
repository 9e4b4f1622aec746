"""The pages of claims and pay, and where the menu has them."""

from flask import Blueprint

from dispatch.domain.permissions import DispatchPermission
from dispatch.web.claims import desk, money, months, own, payments
from foundation.text.message import say
from foundation.web.navigation import Entry, Group

BLUEPRINTS: tuple[Blueprint, ...] = (desk.bp, own.bp, months.bp, payments.bp, money.bp)
NAVIGATION: tuple[Entry, ...] = (
    Entry(
        label=say("Claims"),
        endpoint="claims.index",
        icon="won",
        permission=DispatchPermission.CLAIM_READ,
        within=("/claims",),
        order=60,
        group=Group.DISPATCH,
        count=desk.count_waiting,
    ),
    Entry(
        label=say("Pay months"),
        endpoint="months.index",
        icon="cal",
        permission=DispatchPermission.CLAIM_READ,
        within=("/pay-months", "/statements"),
        order=61,
        group=Group.DISPATCH,
    ),
    Entry(
        label=say("Payments"),
        endpoint="payments.index",
        icon="won",
        permission=DispatchPermission.PAY_CLOSE,
        within=("/payments",),
        order=62,
        group=Group.DISPATCH,
    ),
    Entry(
        label=say("Settlement"),
        endpoint="pay_money.show",
        icon="swap",
        permission=DispatchPermission.CLAIM_READ,
        within=("/settlement",),
        order=63,
        group=Group.DISPATCH,
    ),
)
