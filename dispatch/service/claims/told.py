"""What is written about claims: to whoever is paid, and to those who decide."""

from accounts.domain.roles import Role
from accounts.service import recipients
from dispatch.store.tables import PayClaim, Statement
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter, Notice, filled
from foundation.text.message import say


class ClaimNotice(Notice):
    """What is written about pay: a subject, and one sentence of the body."""

    ANSWERED = (
        say("Your pay for %(day)s: the centre has answered"),
        say("Please look at it and confirm it, or say again what is wrong."),
    )
    DENIED = (
        say("Your pay for %(day)s was denied"),
        say("The reason stands with it. You can object there."),
    )
    CORRECTED = (
        say("Your pay for %(day)s was corrected"),
        say("The correction and its reason stand with it."),
    )
    DISPUTED = (
        say("Disputed: pay for %(day)s"),
        say("%(person)s says that something is wrong. Please answer."),
    )
    STATEMENT = (
        say("Your statement for %(month)s/%(year)s"),
        say("It says what you are paid and what is withheld."),
    )


def tell_person(uow: UnitOfWork, claim: PayClaim, notice: ClaimNotice) -> None:
    """Write to whoever is paid."""
    recipient = recipients.find(uow, claim.interpreter.user_id)
    letters.write(uow, recipient, _letter(claim, notice, f"/pay/claims/{claim.id}"))


def tell_desk(uow: UnitOfWork, claim: PayClaim) -> None:
    """Write to the coordinators that a claim is disputed."""
    letter = _letter(claim, ClaimNotice.DISPUTED, f"/claims/{claim.id}")
    everybody = recipients.with_role(uow, Role.COORDINATOR)
    letters.write_to_all(uow, letters.not_acting(uow, everybody), letter)


def tell_of_statements(uow: UnitOfWork, statements: list[Statement]) -> None:
    """Write to everybody who has one."""
    written: list[tuple[letters.Recipient, Letter]] = []
    for each in statements:
        recipient = recipients.find(uow, each.interpreter.user_id)
        if recipient is not None:
            values = {"month": each.month.month, "year": each.month.year}
            letter = Letter(
                subject=filled(ClaimNotice.STATEMENT.subject, values),
                sentences=(ClaimNotice.STATEMENT.sentence,),
                path=f"/statements/{each.id}",
                about=f"statement:{each.id}",
            )
            written.append((recipient, letter))
    letters.write_many(uow, written)


def _letter(claim: PayClaim, notice: ClaimNotice, path: str) -> Letter:
    values = {"day": claim.day, "person": claim.interpreter.full_name}
    return Letter(
        subject=filled(notice.subject, values),
        sentences=(filled(notice.sentence, values),),
        path=path,
        about=f"claim:{claim.id}",
    )
