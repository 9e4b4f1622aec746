"""Terms of the glossary: anybody who translates proposes them, the office approves, changes and removes them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from accounts.domain.ids import UserId
from dispatch.domain.glossary import (
    LONGEST_TEXT,
    TermFilter,
    TermState,
    TermToKeep,
    meaning_of,
    reasons_against_term,
    stands_in,
    term_key,
)
from dispatch.domain.permissions import DispatchPermission
from dispatch.store.queries import glossary as queries
from dispatch.store.tables import GlossaryTerm
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Forbidden, NotFound, Problems, refuse
from foundation.text.message import say
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import TextLanguage

TWICE = say("The glossary has this translation of the term in this field already.")


def listed(uow: UnitOfWork, wanted: TermFilter) -> sa.Select[GlossaryTerm]:
    """The terms that somebody looks for, to be read page by page."""
    uow.require(DispatchPermission.GLOSSARY_READ)
    return queries.terms_like(wanted)


def get(uow: UnitOfWork, term_id: UUID) -> GlossaryTerm:
    """One term; NotFound when there is none."""
    uow.require(DispatchPermission.GLOSSARY_READ)
    term = queries.find_term(uow.db, term_id)
    if term is None:
        raise NotFound(say("This term has been removed."))
    return term


def add(uow: UnitOfWork, wanted: TermToKeep, *, approved: bool = False) -> GlossaryTerm:
    """Add a term: as a proposal, or approved at once by whoever keeps the glossary."""
    uow.require(DispatchPermission.GLOSSARY_PROPOSE)
    if approved:
        uow.require(DispatchPermission.GLOSSARY_KEEP)
    term = wanted.tidy()
    check(term)
    row = made(uow, term, approved=approved)
    try:
        with uow.db.begin_nested():
            uow.db.add(row)
    except IntegrityError as error:
        raise Conflict(TWICE, {"target_text": [TWICE]}) from error
    uow.record("term.added", subject=row.id, **facts_of(row))
    return row


def change(uow: UnitOfWork, term_id: UUID, wanted: TermToKeep) -> GlossaryTerm:
    """Change a term. A proposal may be changed by whoever made it, everything by the keepers."""
    row = get(uow, term_id)
    require_change(uow, row)
    term = wanted.tidy()
    check(term)
    before = facts_of(row)
    try:
        with uow.db.begin_nested():
            for name, value in columns_of(term).items():
                setattr(row, name, value)
    except IntegrityError as error:
        raise Conflict(TWICE, {"target_text": [TWICE]}) from error
    changed = [name for name, value in facts_of(row).items() if before[name] != value]
    if changed:
        uow.record("term.changed", subject=row.id, changed_fields=changed, **facts_of(row))
    return row


def approve(uow: UnitOfWork, term_id: UUID) -> None:
    """Approve a proposed term; Conflict when somebody was faster."""
    uow.require(DispatchPermission.GLOSSARY_KEEP)
    row = get(uow, term_id)
    if not queries.approve(uow.db, row.id, actor_of(uow), uow.now):
        raise Conflict(say("This term is approved already."))
    uow.record("term.approved", subject=row.id, **facts_of(row))


def remove(uow: UnitOfWork, term_id: UUID) -> None:
    """Remove a term; a proposal also by whoever made it."""
    row = get(uow, term_id)
    require_change(uow, row)
    facts = facts_of(row)
    if not queries.remove(uow.db, row.id):
        raise NotFound(say("This term has been removed."))
    uow.record("term.removed", subject=term_id, **facts)


def terms_in(
    uow: UnitOfWork, source: TextLanguage, target: TextLanguage, domain: Domain, text: str
) -> Sequence[GlossaryTerm]:
    """The terms of a pair, of a field and of everyday life, that stand in a text: approved ones first.

    The text is looked through and kept nowhere.
    """
    uow.require(DispatchPermission.GLOSSARY_READ)
    if len(text) > LONGEST_TEXT:
        raise refuse("text", say("Use at most %(n)s characters.", n=f"{LONGEST_TEXT:,}"))
    found = term_key(text)
    known = queries.terms_of(uow.db, source, target, {domain, Domain.GENERAL})
    return [term for term in known if stands_in(term.source_key, found)]


def may_change(uow: UnitOfWork, row: GlossaryTerm) -> bool:
    """Whether the actor may change or remove a term."""
    is_own = row.proposed_by_id is not None and row.proposed_by_id == uow.actor.user_id
    is_proposal = row.state is TermState.PROPOSED and uow.may(DispatchPermission.GLOSSARY_PROPOSE)
    return uow.may(DispatchPermission.GLOSSARY_KEEP) or (is_own and is_proposal)


def require_change(uow: UnitOfWork, row: GlossaryTerm) -> None:
    """Forbidden unless the actor may change a term."""
    if not may_change(uow, row):
        raise Forbidden(say("Only the office changes what is approved or proposed by others."))


def made(uow: UnitOfWork, term: TermToKeep, *, approved: bool) -> GlossaryTerm:
    """The row of a checked term, by the actor and not yet stored."""
    by = actor_of(uow)
    return GlossaryTerm(
        **columns_of(term),
        state=TermState.APPROVED if approved else TermState.PROPOSED,
        proposed_at=uow.now,
        proposed_by_id=by,
        approved_at=uow.now if approved else None,
        approved_by_id=by if approved else None,
    )


def check(term: TermToKeep) -> None:
    """Refused with everything that is wrong with a term, by field."""
    problems = Problems()
    for name, reason in reasons_against_term(term):
        problems.add(name, reason)
    problems.check()


def columns_of(term: TermToKeep) -> dict[str, Any]:
    """A checked term as the table keeps it."""
    return asdict(term) | {
        "source_key": term_key(term.source_text),
        "meaning": meaning_of(term),
    }


def facts_of(row: GlossaryTerm) -> dict[str, object]:
    """What the trail keeps of a term."""
    return {
        "source_language": row.source_language,
        "target_language": row.target_language,
        "domain": row.domain,
        "source_text": row.source_text,
        "target_text": row.target_text,
        "note": row.note,
    }


def actor_of(uow: UnitOfWork) -> UserId | None:
    """The account that acts, if it is one."""
    return None if uow.actor.user_id is None else UserId(uow.actor.user_id)
