"""How somebody wants to be told: read for every message, changed by herself."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.ids import UserId
from accounts.domain.message_choices import USUAL, HowTold
from accounts.domain.roles import PHONE_ROLES, Role
from accounts.store import message_queries, second_step_queries
from accounts.store.message_tables import MessageChoice, PushDevice
from foundation.database.work import UnitOfWork
from foundation.messages import push
from foundation.messages.channels import MessageChannel
from foundation.messages.settings import MessagesSettings
from foundation.messages.topics import TOPICS
from foundation.once import limits
from foundation.security.errors import Conflict, Forbidden, NotFound, Problems, refuse
from foundation.text.message import say
from foundation.text.phone_numbers import KOREA, read_number, written_number
from foundation.times.zones import day_span, local_day

OWN = (
    MessageChannel.MAIL,
    MessageChannel.TEXT,
    MessageChannel.ALIMTALK,
    MessageChannel.PUSH,
)
# More browsers than anybody has; each is written to for every message.
MOST_DEVICES = 8
LONGEST_NAME = 60
MOST_TESTS = 5


def choice_of(uow: UnitOfWork, user_id: UUID) -> HowTold:
    """What somebody has chosen, or what holds for whoever has chosen nothing."""
    found = message_queries.find_choice(uow.db, user_id)
    return USUAL if found is None else _read(found)


def _read(found: MessageChoice) -> HowTold:
    return HowTold(
        channels=frozenset(MessageChannel(each) for each in found.channels),
        quiet_from=found.quiet_from,
        quiet_until=found.quiet_until,
        urgent_at_night=found.urgent_at_night,
        paused=found.paused,
        paused_until=found.paused_until,
        links_sign_in=found.links_sign_in,
        daily_topics=frozenset(found.daily_topics),
    )


def set_up(uow: UnitOfWork) -> frozenset[MessageChannel]:
    """Which channels this installation has; the demo shows all of them."""
    settings = uow.settings
    found = {MessageChannel.MAIL, MessageChannel.PUSH}
    ways = settings.of(MessagesSettings)
    if ways.gateway_url or settings.demo:
        found.add(MessageChannel.TEXT)
        if ways.alimtalk_template or settings.demo:
            found.add(MessageChannel.ALIMTALK)
    return frozenset(found)


def paused_among(uow: UnitOfWork, user_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of some people who want no messages at present."""
    query = sa.select(MessageChoice.user_id).where(
        MessageChoice.user_id.in_([UserId(each) for each in user_ids]),
        MessageChoice.paused,
        sa.or_(MessageChoice.paused_until.is_(None), MessageChoice.paused_until > uow.now),
    )
    return frozenset(uow.db.scalars(query))


def number_place(user_id: UUID) -> tuple[object, ...]:
    """What somebody's own number for messages is bound to when encrypted."""
    return ("message_choice", "encrypted_number", user_id)


def own_number_of(uow: UnitOfWork, user_id: UUID) -> str:
    """The number that somebody gave for messages, as it is stored; empty without one. For sending alone."""
    found = message_queries.find_choice(uow.db, user_id)
    if found is None or not found.encrypted_number:
        return ""
    return uow.cipher.open(found.encrypted_number, *number_place(user_id))


def is_mobile(number: str) -> bool:
    """Whether text messages reach a stored number; of those from abroad nobody can tell."""
    return bool(number) and (not number.startswith(KOREA) or number.startswith(f"{KOREA}1"))


@dataclass(frozen=True, kw_only=True)
class OwnChoice:
    """What the page shows of one's own: the choice, the number in clear, devices, and what can be chosen."""

    choice: HowTold
    number: str
    devices: Sequence[PushDevice]
    channels: tuple[MessageChannel, ...]
    topics: Sequence[str]
    may_have_links: bool


def get_own(uow: UnitOfWork) -> OwnChoice:
    """The actor's own choice."""
    who = _own_id(uow)
    roles = message_queries.roles_of(uow.db, who)
    offered = set_up(uow)
    return OwnChoice(
        choice=choice_of(uow, who),
        number=written_number(own_number_of(uow, who)),
        devices=message_queries.list_devices(uow.db, who),
        channels=tuple(each for each in OWN if each in offered),
        topics=tuple(TOPICS) if _reads_summaries(roles) else (),
        may_have_links=bool(roles)
        and roles <= PHONE_ROLES
        and not second_step_queries.has_second_step(uow.db, who),
    )


def _reads_summaries(roles: Collection[Role]) -> bool:
    return Role.COORDINATOR in roles or Role.CENTRE_ADMIN in roles


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What somebody has filled in: days and times as they stand on the wall."""

    channels: Collection[str]
    number: str = ""
    quiet: bool = False
    quiet_from: time | None = None
    quiet_until: time | None = None
    urgent_at_night: bool = False
    paused: bool = False
    paused_until: date | None = None
    links_sign_in: bool = True
    daily_topics: Collection[str] = ()


def change_own(uow: UnitOfWork, chosen: Chosen, *, has_roster_number: bool = False) -> None:
    """Keep what the actor has chosen. Refused with every fault at once, by field."""
    who = _own_id(uow)
    number = _checked(uow, chosen, has_roster_number=has_roster_number)
    found = message_queries.find_choice(uow.db, who)
    if found is None:
        found = MessageChoice(user_id=UserId(who), channels=[], changed_at=uow.now)
        uow.db.add(found)
    found.channels = [each.value for each in OWN if each.value in chosen.channels]
    found.encrypted_number = uow.cipher.close(number, *number_place(who)) if number else ""
    found.quiet_from = chosen.quiet_from if chosen.quiet else None
    found.quiet_until = chosen.quiet_until if chosen.quiet else None
    found.urgent_at_night = chosen.urgent_at_night
    found.paused = chosen.paused
    found.paused_until = None
    if chosen.paused and chosen.paused_until is not None:
        found.paused_until = day_span(chosen.paused_until, uow.settings.zone).end
    found.links_sign_in = chosen.links_sign_in
    found.daily_topics = [each for each in TOPICS if each in chosen.daily_topics]
    found.changed_at = uow.now
    uow.record("user.messages_chosen", subject=who, channels=found.channels, paused=found.paused)


def _checked(uow: UnitOfWork, chosen: Chosen, *, has_roster_number: bool) -> str:
    """The number as it is stored, if everything is right."""
    problems = Problems()
    offered = {each.value for each in set_up(uow)}
    if not chosen.channels:
        problems.add("channels", say("Choose at least one."))
    elif not {*chosen.channels} <= offered:
        problems.add("channels", say("Choose among the answers offered."))
    number = read_number(chosen.number) if chosen.number else ""
    by_number = {MessageChannel.TEXT.value, MessageChannel.ALIMTALK.value} & {*chosen.channels}
    if number is None or (number and not is_mobile(number)):
        problems.add("number", say("Enter a mobile number such as 010-1234-5678."))
    elif by_number and not number and not has_roster_number:
        problems.add("number", say("Enter the mobile number that messages go to."))
    _check_times(uow, chosen, problems)
    problems.check()
    return number or ""


def _check_times(uow: UnitOfWork, chosen: Chosen, problems: Problems) -> None:
    if chosen.quiet:
        given = {"quiet_from": chosen.quiet_from, "quiet_until": chosen.quiet_until}
        for name in (name for name, clock in given.items() if clock is None):
            problems.add(name, say("Enter a time, such as 14:30."))
        if chosen.quiet_from is not None and chosen.quiet_from == chosen.quiet_until:
            problems.add("quiet_until", say("The end must differ from the beginning."))
    if chosen.paused and chosen.paused_until is not None and chosen.paused_until < uow.today:
        problems.add("paused_until", say("This day has passed."))


def last_day_of(uow: UnitOfWork, until: datetime) -> date:
    """The last whole day of a pause that ends at an instant."""
    return local_day(until - timedelta(minutes=1), uow.settings.zone)


def add_device(uow: UnitOfWork, subscription: Mapping[str, object], name: str) -> None:
    """Let the actor's browser take notifications; the same browser again takes its own place.

    What was another person's on the same browser is hers no longer: one browser, one reader.
    """
    who = _own_id(uow)
    if push.problem_of(subscription):
        raise refuse("subscription", say("This browser gave no address for notifications."))
    endpoint = str(subscription["endpoint"])
    if not push.is_push_service(uow.settings, endpoint):
        raise refuse("subscription", say("The notification service of this browser is not known."))
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    known = message_queries.find_device(uow.db, digest)
    if known is not None:
        uow.db.delete(known)
        uow.db.flush()
    if len(message_queries.list_devices(uow.db, who)) >= MOST_DEVICES:
        raise Conflict(say("There are %(n)s devices already. Remove one first.", n=MOST_DEVICES))
    device = PushDevice(
        user_id=UserId(who),
        endpoint_hash=digest,
        encrypted_subscription="",
        public_key=push.public_key(uow.settings),
        name=name.strip()[:LONGEST_NAME],
        created_at=uow.now,
    )
    kept = {"endpoint": endpoint, "keys": subscription["keys"]}
    device.encrypted_subscription = uow.cipher.close(json.dumps(kept), *device_place(device))
    uow.db.add(device)
    uow.db.flush()
    _add_channel(uow, who)
    uow.record("user.device_added", subject=who)


def _add_channel(uow: UnitOfWork, who: UUID) -> None:
    """Whoever allows notifications on a device wants them."""
    found = message_queries.find_choice(uow.db, who)
    if found is None:
        usual = [each.value for each in OWN if each in USUAL.channels]
        found = MessageChoice(user_id=UserId(who), channels=usual, changed_at=uow.now)
        uow.db.add(found)
    if MessageChannel.PUSH.value not in found.channels:
        found.channels = [*found.channels, MessageChannel.PUSH.value]


def remove_device(uow: UnitOfWork, device_id: UUID) -> None:
    """Send one of the actor's own devices nothing more."""
    who = _own_id(uow)
    if device_id not in {each.id for each in message_queries.list_devices(uow.db, who)}:
        raise NotFound
    message_queries.forget_devices(uow.db, [device_id])
    uow.record("user.device_removed", subject=who)


def device_place(device: PushDevice) -> tuple[object, ...]:
    """What the address of a browser is bound to when encrypted."""
    return ("push_device", "encrypted_subscription", device.id)


def count_test(uow: UnitOfWork) -> None:
    """Count one more test message of the actor's; TooOften past a few in an hour: text messages cost."""
    limits.count(uow, "test-message", str(_own_id(uow)), most=MOST_TESTS, per=timedelta(hours=1))


def _own_id(uow: UnitOfWork) -> UUID:
    if uow.actor.user_id is None:
        raise Forbidden
    return uow.actor.user_id
