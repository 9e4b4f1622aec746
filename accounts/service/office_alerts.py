"""The rooms of the office that are told of some kinds of news: kept by coordinators and the centre."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from accounts.domain.permissions import AccountsPermission
from accounts.service import recipients
from accounts.service.addressing import alert_place
from accounts.store import message_queries
from accounts.store.message_tables import OfficeAlert
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.alerts import is_alert_address
from foundation.messages.letters import Letter
from foundation.messages.topics import TOPICS
from foundation.once import limits
from foundation.security.errors import Conflict, NotFound, Problems
from foundation.text.message import say
from foundation.text.normalise import normalise_text

# For the pages, which show a room as it is kept.
__all__ = ["OfficeAlert", "RoomFields"]

# More rooms than an office has; each is written to for every piece of news.
MOST = 12
MOST_TESTS = 10


@dataclass(frozen=True, kw_only=True)
class RoomFields:
    """What somebody has filled in about a room; an empty address leaves the one that is kept."""

    name: str
    address: str
    topics: Collection[str]
    active: bool


def list_rooms(uow: UnitOfWork) -> Sequence[OfficeAlert]:
    """Every room, by name; the addresses stay encrypted."""
    uow.require(AccountsPermission.ALERTS_KEEP)
    return message_queries.list_alerts(uow.db)


def get_room(uow: UnitOfWork, alert_id: UUID) -> OfficeAlert:
    """One room."""
    uow.require(AccountsPermission.ALERTS_KEEP)
    found = uow.db.get(OfficeAlert, alert_id)
    if found is None:
        raise NotFound
    return found


def add_room(uow: UnitOfWork, given: RoomFields) -> OfficeAlert:
    """Add a room. Refused with every fault at once, by field; Conflict when there are many."""
    uow.require(AccountsPermission.ALERTS_KEEP)
    if len(message_queries.list_alerts(uow.db)) >= MOST:
        raise Conflict(say("There are %(n)s rooms already. Remove one first.", n=MOST))
    room = OfficeAlert(
        name="", encrypted_address="", topics=[], active=given.active, changed_at=uow.now
    )
    _keep(uow, room, given)
    uow.db.add(room)
    uow.db.flush()
    uow.record("alert.added", subject=room.id)
    return room


def change_room(uow: UnitOfWork, alert_id: UUID, given: RoomFields) -> None:
    """Change a room; without an address it keeps the one that it has."""
    room = get_room(uow, alert_id)
    _keep(uow, room, given)
    uow.record("alert.changed", subject=room.id)


def remove_room(uow: UnitOfWork, alert_id: UUID) -> None:
    """Tell a room nothing more."""
    uow.db.delete(get_room(uow, alert_id))
    uow.record("alert.removed", subject=alert_id)


def send_test(uow: UnitOfWork, alert_id: UUID) -> None:
    """Send a room a test; TooOften past some in an hour."""
    room = get_room(uow, alert_id)
    limits.count(uow, "test-alert", str(room.id), most=MOST_TESTS, per=timedelta(hours=1))
    letter = Letter(
        subject=say("A test message"),
        sentences=(say("If you read this, alerts of the office reach this room."),),
        path="/alerts",
        about=f"alert:{room.id}",
    )
    letters.write(uow, recipients.of_alert(uow, room), letter)


def _keep(uow: UnitOfWork, room: OfficeAlert, given: RoomFields) -> None:
    problems, plain = Problems(), normalise_text(given.name)
    address, topics = given.address, given.topics
    others = [each for each in message_queries.list_alerts(uow.db) if each.id != room.id]
    if not plain:
        problems.add("name", say("Enter a name."))
    elif plain in {each.name for each in others}:
        problems.add("name", say("There is a room of this name already."))
    if not address and not room.encrypted_address:
        problems.add("address", say("Enter the address of the service."))
    elif address and not is_alert_address(uow.settings, address):
        problems.add(
            "address", say("This is no address of a service we know, or a part is missing.")
        )
    if not {*topics} <= {*TOPICS}:
        problems.add("topics", say("Choose among the answers offered."))
    elif not topics:
        problems.add("topics", say("Choose at least one."))
    problems.check()
    room.name, room.active, room.changed_at = plain, given.active, uow.now
    room.topics = [each for each in TOPICS if each in topics]
    if address:
        room.encrypted_address = uow.cipher.close(address, *alert_place(room.id))
