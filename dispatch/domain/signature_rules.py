"""The rule about what the office wants signed before anything new is offered."""

from collections.abc import Sequence

from dispatch.domain.people import MissingSignature, Need, Person
from dispatch.domain.reasons import Reason
from foundation.text.message import LazyText, say


def has_signed(person: Person, need: Need) -> Reason | None:
    """What the office wants signed before anything new is signed in its newest words."""
    del need
    if not person.unsigned:
        return None
    return Reason(unsigned_text(person.unsigned), say("signed"), say("not signed"))


def unsigned_text(unsigned: Sequence[MissingSignature]) -> LazyText:
    """What is missing, text by text."""
    told, *others = [
        say("Not signed: %(purpose)s of %(day)s.", purpose=each.purpose, day=str(each.published_on))
        for each in unsigned
    ]
    for each in others:
        told = say("%(one)s %(two)s", one=told, two=each)
    return told
