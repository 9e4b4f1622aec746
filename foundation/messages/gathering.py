"""One letter instead of many: what one action tells the same person in one instant."""

from dataclasses import dataclass

from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.channels import ORDER
from foundation.messages.letters import Letter, Notice, Recipient, filled
from foundation.messages.outbox import Message, MessageState
from foundation.text.i18n import translate
from foundation.text.message import LazyText, say

# So many items are told one by one; the app shows the rest.
LONGEST_LIST = 30
AND_MORE = say("And %(n)s more.")


@dataclass
class _Gathered:
    """The one letter as it grows."""

    message: Message
    items: list[str]
    count: int = 1


def gather(
    uow: UnitOfWork, recipient: Recipient | None, letter: Letter, *, many: Notice, path: str
) -> bool:
    """Write a letter, or join it to the one that this action has already written to the same person.

    The first stands as it is. From the second on it is one letter under the subject of `many`, which is
    given `n`, with an item for each and a link to `path`. False when there is nobody to write to.
    """
    if recipient is None:
        return False
    key = (many, recipient.email, uow.now, uow.actor.user_id)
    found = uow.gathered.get(key)
    if isinstance(found, _Gathered) and found.message.state is MessageState.WAITING:
        found.items.extend(_room(found, letter, recipient.language))
        found.count += 1
        closing = filled(letter.closing, {"link": letters.link_to(uow, path)})
        _write_again(found, recipient.language, many, closing)
        found.message.path = path
        found.message.urgency = max(found.message.urgency, letter.urgency, key=ORDER.index)
        # Several kinds of news at once are none that could wait for a summary.
        found.message.topic = letter.topic if found.message.topic == letter.topic else ""
        return True
    message = letters.kept(uow, recipient, letter)
    uow.gathered[key] = _Gathered(message, [_item(letter, recipient.language)])
    return True


def _room(found: _Gathered, letter: Letter, language: str) -> list[str]:
    """One more item, while the list is not too long."""
    return [_item(letter, language)] if len(found.items) < LONGEST_LIST else []


def _write_again(found: _Gathered, language: str, many: Notice, closing: LazyText) -> None:
    message, left = found.message, found.count - len(found.items)
    told = {"n": found.count}
    rest = [translate(filled(AND_MORE, {"n": left}), language)] if left else []
    first, last = translate(filled(many.sentence, told), language), translate(closing, language)
    message.subject = translate(filled(many.subject, told), language)
    message.body = "\n\n".join([first, *found.items, *rest, last])
    message.about = f"gathered:{message.id}"


def _item(letter: Letter, language: str) -> str:
    return "- " + " ".join(translate(sentence, language) for sentence in letter.sentences)
