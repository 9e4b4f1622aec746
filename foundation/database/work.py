"""The unit of work: one transaction, one instant, one actor."""

import uuid
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from foundation.config import Settings
from foundation.database import audit, events, queue
from foundation.database.base import READING
from foundation.database.kept_settings import KeptSections
from foundation.office_settings import OfficeSettingGroup, by_section
from foundation.security.encryption import FieldCipher
from foundation.security.errors import Overtaken
from foundation.security.permissions import NONE, Actor, Grants, Permission
from foundation.times.clock import Clock
from foundation.times.zones import local_day


@dataclass(kw_only=True)
class UnitOfWork:
    """Everything a service may use; only `begin` commits it."""

    db: Session
    now: datetime
    actor: Actor
    settings: Settings
    cipher: FieldCipher
    subscribers: events.Subscribers = field(default_factory=dict[Any, Any])
    grants: Grants = field(default_factory=lambda: NONE)
    # What the environment gave, whatever the office has set since; and what the office may set.
    installed: Settings = field(default_factory=Settings)
    office_settings: Sequence[OfficeSettingGroup] = ()
    after_commit: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])
    # What this action has written to people so far (foundation.messages.gathering).
    gathered: dict[object, object] = field(default_factory=dict[object, object])
    # What is asked again and again and read once; whoever changes it takes it out.
    read_once: dict[str, object] = field(default_factory=dict[str, object])

    @property
    def today(self) -> date:
        """The date on the office wall."""
        return local_day(self.now, self.settings.zone)

    def may(self, permission: Permission) -> bool:
        """Whether the actor is allowed."""
        return self.actor.may(permission)

    def require(self, permission: Permission) -> None:
        """Raise Forbidden unless the actor is allowed."""
        self.actor.require(permission)

    def record(self, name: str, *, subject: object = "", **facts: object) -> None:
        """Write to the audit trail, in this transaction. `subject` is the id of what it is about."""
        self.db.add(
            audit.AuditEntry(
                at=self.now,
                actor_id=self.actor.user_id,
                actor_name=self.actor.name,
                name=name,
                subject=str(subject),
                facts={key: _plain(value) for key, value in facts.items()},
            )
        )

    def record_many(
        self, name: str, entries: Iterable[tuple[object, Mapping[str, object]]]
    ) -> None:
        """Write the same deed about many subjects, each with its facts, in one statement."""
        rows = [
            {
                "at": self.now,
                "actor_id": self.actor.user_id,
                "actor_name": self.actor.name,
                "name": name,
                "subject": str(subject),
                "facts": {key: _plain(value) for key, value in facts.items()},
            }
            for subject, facts in entries
        ]
        if rows:
            # What was recorded before stands before it.
            self.db.flush()
            self.db.execute(sa.insert(audit.AuditEntry), rows)

    def announce(self, event: events.Event) -> None:
        """Tell the upper packages, in this transaction."""
        self.db.flush()
        events.publish(self.subscribers, self, event)

    def enqueue(
        self,
        name: str,
        *,
        run_at: datetime | None = None,
        dedupe_key: str | None = None,
        **payload: object,
    ) -> uuid.UUID | None:
        """Ask for a job once this transaction is committed; None when the same one is waiting already."""
        job_id = queue.put(
            self.db,
            name,
            {key: _plain(value) for key, value in payload.items()},
            run_at=run_at or self.now,
            now=self.now,
            dedupe_key=dedupe_key,
        )
        if job_id is not None:
            self.after_commit.append(queue.WAKE.set)
        return job_id

    def enqueue_many(self, name: str, jobs: Sequence[queue.Wanted]) -> None:
        """Ask for many jobs of one kind, whose keys are new, in one statement."""
        queue.put_many(self.db, name, jobs, now=self.now)
        if jobs:
            self.after_commit.append(queue.WAKE.set)


def _plain(value: object) -> object:
    """What JSON can hold: ids, dates and enumerations become text."""
    if value is None or isinstance(value, bool | int | float | dict):
        return cast("object", value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in cast("Iterable[object]", value)]
    return str(value)


@dataclass(frozen=True, kw_only=True)
class Office:
    """What a unit of work is made from: app.py builds one and everybody passes it on."""

    engine: Engine
    settings: Settings
    clock: Clock
    cipher: FieldCipher
    subscribers: events.Subscribers
    grants: Grants
    office_settings: Sequence[OfficeSettingGroup] = ()

    @cached_property
    def kept_fields(self) -> Mapping[type[Any], frozenset[str]]:
        """Which fields of which settings the office keeps on its page."""
        return by_section(self.office_settings)


@contextmanager
def begin(office: Office, actor: Actor) -> Generator[UnitOfWork]:
    """A unit of work that commits when the block ends and rolls back when it raises.

    Whoever writes a row that somebody else has changed since it was read here is told so: Overtaken.
    """
    with _open(office, actor, {READING: False}) as uow:
        try:
            yield uow
            uow.db.commit()
        except StaleDataError as error:
            uow.db.rollback()
            raise Overtaken from error
        except BaseException:
            uow.db.rollback()
            raise
    for act in uow.after_commit:
        act()


@contextmanager
def reading(office: Office, actor: Actor, *, still: bool = False) -> Generator[UnitOfWork]:
    """A unit of work that cannot write: the database itself refuses.

    In a `still` one everything is as it was at its first question, whatever others commit meanwhile.
    """
    options: dict[str, Any] = {READING: True, "postgresql_readonly": True}
    if still and office.engine.dialect.name == "postgresql":
        # A reading transaction of SQLite is a still one anyway.
        options["isolation_level"] = "REPEATABLE READ"
    with _open(office, actor, options) as uow:
        try:
            yield uow
        finally:
            # Closing lets go of the rows as they were read; a rollback would empty them.
            uow.db.close()


@contextmanager
def _open(office: Office, actor: Actor, options: Mapping[str, Any]) -> Generator[UnitOfWork]:
    bind = office.engine.execution_options(**options)
    now, given = office.clock(), office.settings
    with Session(bind, expire_on_commit=False, autoflush=True) as db:
        sections = KeptSections(given, office.kept_fields, db, local_day(now, given.zone))
        try:
            yield UnitOfWork(
                db=db,
                now=now,
                actor=actor,
                settings=replace(given, sections=sections),
                cipher=office.cipher,
                subscribers=office.subscribers,
                grants=office.grants,
                installed=given,
                office_settings=office.office_settings,
            )
        finally:
            sections.leave()
