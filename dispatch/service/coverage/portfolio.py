"""Portfolios as pages ask for them: a budget handed in, its choice shown, and proposed with one click."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from accounts.domain.ids import UserId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.portfolio import PortfolioWish, wish_from
from dispatch.domain.states import RunState
from dispatch.service.coverage import gain_proposals
from dispatch.store.queries import gains as gain_queries
from dispatch.store.queries import portfolios as queries
from dispatch.store.tables import CoverageGain, CoveragePortfolio
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.text.message import say

CHOOSE_COURSES = "dispatch.choose_courses"
KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class PortfolioShown:
    """The newest portfolio with the lines of gains that it speaks of, by id; they go with the next night's list."""

    portfolio: CoveragePortfolio | None
    wish: PortfolioWish
    gains: Mapping[str, CoverageGain]

    @property
    def is_running(self) -> bool:
        """Whether it is being chosen."""
        return self.portfolio is not None and self.portfolio.state in {
            RunState.QUEUED,
            RunState.SOLVING,
        }

    @property
    def choices(self) -> Sequence[Mapping[str, Any]]:
        """The best choice and the next best; none before it is chosen."""
        result = None if self.portfolio is None else self.portfolio.result
        return () if result is None else result["choices"]


def ask(uow: UnitOfWork, typed: Mapping[str, str]) -> UUID:
    """Have courses chosen for a budget; refused by field, and while there is no list of gains to choose from."""
    uow.require(DispatchPermission.SEE_COVERAGE)
    wish = wish_from(typed)
    if gain_queries.newest_done(uow.db) is None:
        raise refuse(
            "seats",
            say("Nothing is calculated yet: press “Calculate now” under “What would help” first."),
        )
    queries.remove_older(uow.db, uow.now - KEPT_FOR)
    user = uow.actor.user_id
    portfolio = CoveragePortfolio(
        state=RunState.QUEUED,
        asked_at=uow.now,
        asked_by=None if user is None else UserId(user),
        budget=wish.as_json(),
    )
    uow.db.add(portfolio)
    uow.db.flush()
    uow.enqueue(CHOOSE_COURSES, portfolio_id=str(portfolio.id))
    uow.record("coverage.portfolio_asked_for", subject=portfolio.id)
    return portfolio.id


def read_newest(uow: UnitOfWork) -> PortfolioShown:
    """The portfolio asked for last, and the budget to begin with."""
    uow.require(DispatchPermission.SEE_COVERAGE)
    found = queries.newest(uow.db)
    wish = PortfolioWish() if found is None else PortfolioWish.from_json(found.budget)
    return PortfolioShown(portfolio=found, wish=wish, gains=_gains(uow))


def _gains(uow: UnitOfWork) -> Mapping[str, CoverageGain]:
    run = gain_queries.newest_done(uow.db)
    if run is None:
        return {}
    return {str(each.id): each for each in gain_queries.list_taught(uow.db, run.id)}


def propose(uow: UnitOfWork, portfolio_id: UUID) -> int:
    """Propose every course of the best choice to the training office, once; how many."""
    uow.require(DispatchPermission.SEE_COVERAGE)
    portfolio = queries.find(uow.db, portfolio_id, lock=True)
    if portfolio is None or portfolio.result is None:
        raise NotFound
    if portfolio.proposed_at is not None:
        raise Conflict(say("These courses are proposed already."))
    run, gains = gain_queries.newest_done(uow.db), _gains(uow)
    people: Sequence[Mapping[str, Any]] = portfolio.result["choices"][0]["people"]
    if run is None or any(each["gain"] not in gains for each in people):
        raise Conflict(say("The list has changed since. Press “Choose courses” again."))
    for each in people:
        gain_proposals.propose(uow, run, gains[each["gain"]], each["seats"])
    portfolio.proposed_at = uow.now
    uow.record("coverage.portfolio_proposed", subject=portfolio.id)
    return len(people)


def give_up(uow: UnitOfWork, portfolio_id: str) -> None:
    """Its job was given up: nobody waits for it any more."""
    portfolio = queries.find(uow.db, UUID(portfolio_id), lock=True)
    if portfolio is not None and portfolio.result is None:
        portfolio.state, portfolio.finished_at = RunState.FAILED, uow.now
