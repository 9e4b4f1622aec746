"""Tokens of the API: made by whoever they act for, shown once, for some scopes and for a while."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.ids import OrganisationId
from accounts.service import notices, own_account, own_second_steps, sign_in
from accounts.store import second_step_queries
from accounts.store import token_queries as queries
from accounts.store.token_tables import ApiToken
from foundation.database.work import UnitOfWork
from foundation.jobs import Job
from foundation.security.errors import NotFound, Problems
from foundation.security.permissions import Actor
from foundation.security.scopes import HeldToken
from foundation.text.message import say
from foundation.text.normalise import normalise_text

# Found by whoever looks for leaked secrets, and known again on a list.
PREFIX = "ieum_"
SHOWN = 10
MOST_TOKENS, LONGEST_NAME = 20, 80
LIVES = (30, 90, 365)
NOTED_EVERY = timedelta(minutes=5)
KEPT = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class NewToken:
    """What a token is to be: its name, what it is for, how many days it works, for which organisation alone."""

    name: str
    scopes: Collection[str]
    days: int
    organisation_id: UUID | None = None


def list_own(uow: UnitOfWork) -> Sequence[ApiToken]:
    """The actor's tokens, also those that ran out."""
    return queries.list_of(uow.db, own_account.get_own(uow).id)


def make(uow: UnitOfWork, wanted: NewToken) -> str:
    """Make a token for the actor; it is shown to nobody but its maker, and only now."""
    own_second_steps.require_confirmed(uow)
    user = own_account.get_own(uow)
    problems = Problems()
    name = normalise_text(wanted.name)
    if not name or len(name) > LONGEST_NAME:
        problems.add("name", say("Enter what uses the token, such as the name of the system."))
    if not wanted.scopes:
        problems.add("scopes", say("Choose what the token is for."))
    if wanted.days not in LIVES:
        problems.add("days", say("Choose how long it works."))
    homes = {m.organisation_id for m in user.memberships}
    if wanted.organisation_id is not None and wanted.organisation_id not in homes:
        problems.add("organisation", say("Choose one of the options."))
    if len(queries.list_of(uow.db, user.id)) >= MOST_TOKENS:
        problems.add("name", say("You have %(n)s tokens. Revoke one of them first.", n=MOST_TOKENS))
    problems.check()
    token = PREFIX + secrets.token_urlsafe(sign_in.TOKEN_BYTES)
    home = wanted.organisation_id
    kept = ApiToken(
        user_id=user.id,
        name=name,
        token_hash=sign_in.hash_token(token),
        begins=token[:SHOWN],
        scopes=sorted(wanted.scopes),
        organisation_id=None if home is None else OrganisationId(home),
        made_at=uow.now,
        expires_at=uow.now + timedelta(days=wanted.days),
    )
    uow.db.add(kept)
    uow.db.flush()
    uow.record("user.api_token_made", subject=user.id, scopes=kept.scopes)
    notices.second_step_changed(
        uow, user, say("A token for other systems was made: %(name)s.", name=name)
    )
    return token


def revoke(uow: UnitOfWork, token_id: UUID) -> None:
    """Let a token of the actor open nothing any more."""
    user = own_account.get_own(uow)
    if not queries.revoke(uow.db, user.id, token_id, uow.now):
        raise NotFound
    uow.record("user.api_token_revoked", subject=user.id)


def find_actor(uow: UnitOfWork, token: str) -> tuple[Actor, HeldToken, bool] | None:
    """Whom a token acts for, what it is for, and whether it is time to note that it was used.

    Work at a desk needs a second step, however the role was come by since the token was made.
    """
    held = queries.find(uow.db, sign_in.hash_token(token)) if token.startswith(PREFIX) else None
    if held is None or held.expires_at <= uow.now or not held.user.active:
        return None
    actor = sign_in.actor_of(held.user, uow.grants)
    if held.organisation_id is not None:
        home = held.organisation_id
        actor = replace(actor, roles=tuple(each for each in actor.roles if each[0] == home))
    if sign_in.needs_more(uow, held.user) and not second_step_queries.opens_with_two(
        uow.db, held.user_id
    ):
        actor = sign_in.limited(actor)
    is_time = held.used_at is None or uow.now - held.used_at > NOTED_EVERY
    return actor, HeldToken(held.id, frozenset(held.scopes)), is_time


def note_used(uow: UnitOfWork, token_id: UUID) -> None:
    """Note that a token is in use."""
    uow.db.execute(sa.update(ApiToken).where(ApiToken.id == token_id).values(used_at=uow.now))


def forget_old(uow: UnitOfWork) -> None:
    """Forget tokens that ended long ago."""
    queries.forget(uow.db, uow.now - KEPT)


JOBS: tuple[Job, ...] = (
    Job(
        name="accounts.forget_old_api_tokens",
        run=forget_old,
        every=timedelta(days=1),
        offset=timedelta(hours=18, minutes=30),
    ),
)
