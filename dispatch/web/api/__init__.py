"""The API of dispatch: candidates, plans, offers, assignments, outcomes, claims."""

from dispatch.web.api import own, pay, plans

BLUEPRINTS = (plans.bp, own.bp, pay.bp)
