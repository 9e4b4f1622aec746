"""What the demo does about messages: people who are told in different ways, and a message in every state."""

from collections.abc import Callable
from datetime import time

from accounts.domain.roles import Role
from accounts.service import message_choices, notices, office_alerts
from accounts.service.addressing import NumberOf, OfficeAddressees
from accounts.service.message_choices import Chosen
from accounts.service.office_alerts import RoomFields
from accounts.service.sign_in import actor_of
from accounts.store import message_queries, queries
from foundation.database.work import Office, UnitOfWork, begin
from foundation.messages import delivering, outbox, settling
from foundation.messages.addressees import PostOffice
from foundation.messages.carrying import NotSent, Outgoing, Receipt, SendProblem
from foundation.messages.channels import MessageChannel
from foundation.messages.records import Message, MessageState
from foundation.security.permissions import the_system

# A room that nobody has: the form of an address, not one.
ROOM = "slack://TDEMODEMO/BDEMODEMO/DEMODEMODEMODEMODEMODEMO/#dispatch"
MAIL, TEXT, KAKAO = MessageChannel.MAIL, MessageChannel.TEXT, MessageChannel.ALIMTALK
NUMBER = "010-0000-1234"
CHOSEN: dict[str, Chosen] = {
    "hanh@ieum.example": Chosen(
        channels=[MAIL, TEXT],
        number=NUMBER,
        quiet=True,
        quiet_from=time(22),
        quiet_until=time(7),
        urgent_at_night=True,
    ),
    "yen@ieum.example": Chosen(channels=[KAKAO], number=NUMBER),
    # Quiet at any hour but one, so that whoever looks finds something that waits.
    "gulnora@ieum.example": Chosen(
        channels=[MAIL], quiet=True, quiet_from=time(5), quiet_until=time(4)
    ),
    "trainee@ieum.example": Chosen(channels=[MAIL], paused=True),
    "coordinator2@ieum.example": Chosen(
        channels=[MAIL], daily_topics=["desk.answers", "desk.changed", "desk.freed", "desk.times"]
    ),
}


class _DemoCarrier:
    """Takes what the story says, and refuses the rest."""

    def carry(self, outgoing: Outgoing) -> Receipt:
        """KakaoTalk refuses, a text message arrives, a mail goes out."""
        if outgoing.channel is KAKAO:
            raise NotSent(SendProblem.GATEWAY_REFUSED, final=True)
        return Receipt(is_delivered=outgoing.channel is TEXT)


def leave_messages(office: Office, number_of: NumberOf) -> int:
    """Let people choose, and leave a message in each state in the outbox; how many."""
    carrier = _DemoCarrier()
    post = PostOffice(dict.fromkeys((MAIL, TEXT, KAKAO), carrier), OfficeAddressees(number_of))
    for email, chosen in CHOSEN.items():
        _as(office, email, lambda uow, chosen=chosen: message_choices.change_own(uow, chosen))
    _add_room(office)
    written = [_as(office, email, notices.try_out) for email in (*CHOSEN, "sori@ieum.example")]
    known = [message for message in written if message is not None]
    for message in known:
        delivering.send_message(office, post, str(message.id))
        for delivery_id in _others(office, message):
            delivering.deliver_message(office, post, delivery_id)
    for message_id in _to_put_by(office):
        delivering.send_message(office, post, message_id)
    _have_it_come_back(office, post, known[-1:])
    _hold_one_back(office)
    return len(known)


def _as(office: Office, email: str, act: Callable[[UnitOfWork], Message | None]) -> Message | None:
    """Do something as one of the demo's people, if there is such a person."""
    with begin(office, the_system("demo")) as uow:
        user = queries.find_user_by_email(uow.db, email)
        if user is None:
            return None
        uow.actor = actor_of(user, uow.grants)
        return act(uow)


def _add_room(office: Office) -> None:
    with begin(office, the_system("demo")) as uow:
        room = RoomFields(
            name="슬랙 #배정 (예시)", address=ROOM, topics=["desk.urgent"], active=True
        )
        office_alerts.add_room(uow, room)


def _others(office: Office, message: Message) -> list[str]:
    """What goes out over further channels, and is due."""
    with begin(office, the_system("demo")) as uow:
        known = settling.deliveries_of(uow, message.id)
        own = outbox.key_of(message)
        return [str(d.id) for d in known if d.job_key != own and d.due_at <= uow.now]


def _to_put_by(office: Office) -> list[str]:
    """What has been written meanwhile to whoever reads it once a day, for the summary of the next morning."""
    found: list[str] = []
    with begin(office, the_system("demo")) as uow:
        for email, chosen in CHOSEN.items():
            user = queries.find_user_by_email(uow.db, email)
            if user is not None and chosen.daily_topics:
                written = message_queries.list_waiting(uow.db, user.id, chosen.daily_topics)
                found += [str(message.id) for message in written]
    return found


def _have_it_come_back(office: Office, post: PostOffice, messages: list[Message]) -> None:
    for message in messages:
        with begin(office, the_system("demo")) as uow:
            for delivery in settling.deliveries_of(uow, message.id):
                settling.report(uow, post, delivery.id, MessageState.BOUNCED)


def _hold_one_back(office: Office) -> None:
    """One that stopped being true before it went out."""
    with begin(office, the_system("demo")) as uow:
        for user in queries.list_users_with_role(uow.db, Role.ASSESSOR)[:1]:
            uow.actor = actor_of(user, uow.grants)
            held = notices.try_out(uow)
            if held is not None:
                outbox.withdraw(uow, held.about)
