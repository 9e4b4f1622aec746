"""Over which channels a message goes: chosen, not at night, the next one when it has to arrive."""

from collections.abc import Collection
from dataclasses import replace
from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from accounts.service import message_choices, summaries
from accounts.service.addressing import OfficeAddressees
from accounts.service.message_choices import Chosen
from accounts.store.tables import User
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.jobs import by_name, run_until_idle
from foundation.messages import delivering, outbox, settling
from foundation.messages.addressees import PostOffice
from foundation.messages.carrying import NotSent, Outgoing, Receipt, SendProblem
from foundation.messages.channels import MessageChannel, Urgency
from foundation.messages.news import MessageUnreached
from foundation.messages.outbox import Draft, MessageState
from foundation.messages.records import Delivery, Message
from foundation.messages.settings import MessagesSettings
from foundation.security.permissions import Actor, the_system
from foundation.text.message import say
from foundation.times.zones import to_utc
from tests.conftest import NOON, SetClock
from tests.factories import a_user

MAIL, TEXT = MessageChannel.MAIL, MessageChannel.TEXT


class Everything:
    """Carries whatever is handed to it, but over channels that are broken."""

    def __init__(self) -> None:
        self.carried: list[Outgoing] = []
        self.broken: dict[MessageChannel, NotSent] = {}

    def carry(self, outgoing: Outgoing) -> Receipt:
        """Carry it."""
        if outgoing.channel in self.broken:
            raise self.broken[outgoing.channel]
        self.carried.append(outgoing)
        return Receipt()


class House:
    """An office, one person, and what goes out to her."""

    def __init__(self, office: Office, clock: SetClock) -> None:
        self.clock, self.way = clock, Everything()
        self.unreached: list[MessageUnreached] = []
        self.office = office
        self.addressees = OfficeAddressees(lambda _uow, _who: "+821055556666")
        self.post = PostOffice(dict.fromkeys(MessageChannel, self.way), self.addressees)
        with begin(office, the_system()) as uow:
            self.user: User = a_user(uow, Role.INTERPRETER)

    def choose(self, channels: Collection[MessageChannel], **chosen: object) -> None:
        """She chooses."""
        me = Actor(self.user.id, "", "ko", (), self.office.grants)
        with begin(self.office, me) as uow:
            wished = Chosen(**{"channels": [str(c) for c in channels], **chosen})  # pyright: ignore[reportArgumentType]
            message_choices.change_own(uow, wished, has_roster_number=True)

    def write(self, urgency: Urgency = Urgency.ORDINARY, **values: object) -> None:
        """Write to her, and do what is due."""
        draft = Draft(
            to=self.user.email,
            language="ko",
            subject=say("Sign in"),
            body=[say("Body"), say("Open the app: %(link)s", link=self.link("/offers/1"))],
            about="offer:1",
            user_id=self.user.id,
            urgency=urgency,
            path="/offers/1",
            **values,  # pyright: ignore[reportArgumentType]
        )
        with begin(self.office, the_system()) as uow:
            outbox.post_draft(uow, draft)
        self.go()

    def link(self, path: str) -> str:
        """A whole address."""
        return self.office.settings.base_url + path

    def go(self) -> None:
        """Do what is due."""
        run_until_idle(self.office, by_name(delivering.jobs_of(self.post)))

    @property
    def channels(self) -> list[MessageChannel]:
        """What has gone out over what."""
        return [each.channel for each in self.way.carried]

    def message(self) -> Message:
        """The latest message."""
        with reading(self.office, the_system()) as uow:
            query = sa.select(Message).order_by(Message.created_at.desc())
            return uow.db.scalars(query).first() or pytest.fail("no message")


@pytest.fixture
def house(sqlite_office: Office, clock: SetClock) -> House:
    """The house, with a gateway set up."""
    ways = MessagesSettings(gateway_url="https://gateway.example", alimtalk_template="NOTICE")
    sections = {**sqlite_office.settings.sections, MessagesSettings: ways}
    office = replace(sqlite_office, settings=replace(sqlite_office.settings, sections=sections))
    found = House(office, clock)

    def keep(_uow: UnitOfWork, event: MessageUnreached) -> None:
        found.unreached.append(event)

    object.__setattr__(office, "subscribers", {MessageUnreached: (keep,)})
    return found


def test_whoever_has_chosen_nothing_is_written_to_by_mail(house: House) -> None:
    house.write()
    assert house.channels == [MAIL]
    assert house.way.carried[0].to == house.user.email


def test_a_message_goes_out_over_every_channel_that_was_chosen(house: House) -> None:
    house.choose([MAIL, TEXT, MessageChannel.ALIMTALK], number="010-1234-5678")
    house.write()
    assert sorted(house.channels) == [MessageChannel.ALIMTALK, MAIL, TEXT]
    text = next(each for each in house.way.carried if each.channel is TEXT)
    assert (text.to, text.text) == ("+821012345678", "[통역이음] 로그인\nBody")
    assert len({each.id for each in house.way.carried}) == 3
    assert house.message().state is MessageState.SENT


def test_without_a_number_of_her_own_the_one_of_the_roster_is_used(house: House) -> None:
    house.choose([TEXT])
    house.write()
    assert [each.to for each in house.way.carried] == ["+821055556666"]


def test_quiet_hours_keep_a_message_until_they_end(house: House) -> None:
    zone = house.office.settings.zone
    house.choose([MAIL], quiet=True, quiet_from=time(21), quiet_until=time(8))
    house.clock.now = to_utc(NOON.date(), time(22, 30), zone)
    house.write()
    house.write(Urgency.URGENT)
    assert house.channels == []
    house.write(Urgency.ACCOUNT)
    assert house.channels == [MAIL]
    house.clock.now = to_utc(NOON.date() + timedelta(days=1), time(7, 59), zone)
    house.go()
    assert house.channels == [MAIL]
    house.clock.now += timedelta(minutes=1)
    house.go()
    assert house.channels == [MAIL] * 3


def test_urgent_messages_come_at_night_if_she_agreed(house: House) -> None:
    house.choose(
        [MAIL], quiet=True, quiet_from=time(11), quiet_until=time(13), urgent_at_night=True
    )
    house.write(Urgency.URGENT)
    house.write()
    assert house.channels == [MAIL]


def test_what_is_withdrawn_at_night_does_not_go_out_in_the_morning(house: House) -> None:
    house.choose([MAIL, TEXT], quiet=True, quiet_from=time(11), quiet_until=time(13))
    house.write()
    with begin(house.office, the_system()) as uow:
        outbox.withdraw(uow, "offer:1")
    house.clock.now += timedelta(hours=3)
    house.go()
    assert house.channels == []
    assert house.message().state is MessageState.WITHDRAWN


def test_what_would_be_no_news_in_the_morning_stays_at_home_and_is_called(house: House) -> None:
    house.choose([MAIL], quiet=True, quiet_from=time(11), quiet_until=time(13))
    house.write(Urgency.MUST_REACH, until=house.clock.now + timedelta(minutes=30))
    assert house.message().state is MessageState.WITHDRAWN
    assert [each.about for each in house.unreached] == ["offer:1"]


def test_paused_means_nothing_but_what_concerns_the_account(house: House) -> None:
    house.choose([MAIL], paused=True)
    house.write()
    assert house.message().state is MessageState.UNWANTED
    assert not house.unreached
    house.write(Urgency.MUST_REACH)
    assert len(house.unreached) == 1
    house.write(Urgency.ACCOUNT)
    assert house.channels == [MAIL]


def test_a_pause_ends_by_itself(house: House) -> None:
    house.choose([MAIL], paused=True, paused_until=NOON.date())
    house.clock.now += timedelta(days=1)
    house.write()
    assert house.channels == [MAIL]


def test_what_must_reach_somebody_goes_over_the_next_channel_and_then_is_called(
    house: House,
) -> None:
    house.way.broken = {MAIL: NotSent(SendProblem.NO_MAILBOX, final=True)}
    house.write()
    assert house.channels == []
    house.write(Urgency.MUST_REACH)
    assert house.channels == [MessageChannel.ALIMTALK]
    assert house.message().state is MessageState.SENT

    broken = NotSent(SendProblem.GATEWAY_REFUSED, final=True)
    house.way.broken |= {MessageChannel.ALIMTALK: broken, TEXT: broken}
    house.write(Urgency.MUST_REACH)
    assert house.message().state is MessageState.LOST
    assert len(house.unreached) == 1
    with reading(house.office, the_system()) as uow:
        query = sa.select(Delivery).where(Delivery.message_id == house.message().id)
        assert {each.channel for each in uow.db.scalars(query)} == {
            MAIL,
            TEXT,
            MessageChannel.ALIMTALK,
        }


def test_a_channel_that_fails_for_twenty_minutes_is_not_waited_for(house: House) -> None:
    house.way.broken = {MAIL: NotSent(SendProblem.OUT_OF_REACH)}
    house.write(Urgency.MUST_REACH)
    for pause in outbox.PAUSES[:3]:
        assert house.channels == []
        house.clock.now += pause
        house.go()
    assert house.channels == [MessageChannel.ALIMTALK]
    house.way.broken = {}
    house.clock.now += timedelta(hours=1)
    house.go()
    # The mail follows: it was promised, and tells nothing else.
    assert house.channels == [MessageChannel.ALIMTALK, MAIL]


def test_what_the_gateway_reports_later_is_kept_and_followed(house: House) -> None:
    house.choose([TEXT])
    house.write(Urgency.MUST_REACH)
    delivery = house.way.carried[0].id
    with begin(house.office, the_system()) as uow:
        assert settling.report(uow, house.post, delivery, MessageState.LOST)
        assert settling.report(uow, house.post, delivery, MessageState.LOST)
    house.go()
    assert house.channels == [TEXT, MessageChannel.ALIMTALK]
    second = house.way.carried[1].id
    with begin(house.office, the_system()) as uow:
        assert settling.report(uow, house.post, second, MessageState.DELIVERED)
        assert settling.report(uow, house.post, second, MessageState.LOST)
        assert not settling.report(uow, house.post, house.user.id, MessageState.LOST)
    assert house.message().state is MessageState.DELIVERED


def test_what_she_reads_once_a_day_is_put_by_and_told_in_one_message(house: House) -> None:
    house.choose([MAIL], daily_topics=["desk.answers"])
    house.write(topic="desk.answers")
    house.write(topic="desk.answers")
    house.write(Urgency.URGENT, topic="desk.answers")
    house.write(topic="desk.changed")
    assert house.channels == [MAIL, MAIL]
    with begin(house.office, the_system()) as uow:
        summaries.write_daily(uow)
        summaries.write_daily(uow)
    house.go()
    (summary,) = house.way.carried[2:]
    assert summary.subject == "하루 요약: 2건"
    assert summary.body.count("- 로그인: Body") == 2


def test_what_is_no_longer_true_is_left_out_of_the_summary(house: House) -> None:
    house.choose([MAIL], daily_topics=["desk.answers"])
    house.write(topic="desk.answers")
    with begin(house.office, the_system()) as uow:
        outbox.withdraw(uow, "offer:1")
        summaries.write_daily(uow)
    house.go()
    assert house.channels == []
