"""What is written about a change that the centre proposes."""

from uuid import UUID

from accounts.service import recipients
from foundation.database.work import UnitOfWork
from foundation.messages import letters, outbox
from foundation.messages.letters import Letter, Notice, Recipient, filled
from foundation.text.message import LazyText, Named, say
from foundation.times.zones import local_clock, local_day
from scheduling.store.tables import ChangeProposal, CounsellingSession, Organisation


class ProposalNotice(Notice):
    """What is written about a proposal: a subject, and one sentence of the body."""

    ASKED = (
        say("Can your session change? %(day)s"),
        say(
            "With another start or mode an interpreter could come. Please answer by %(until_day)s, %(until_clock)s."
        ),
    )
    CONSENT_ASKED = (
        say("Can your session change? %(day)s"),
        say(
            "An interpreter could come so. Please ask the service user, and answer by %(until_day)s, %(until_clock)s."
            " Nobody comes so without your yes."
        ),
    )
    PLACE_ASKED = (
        say("Can your session change? %(day)s"),
        say(
            "At another place an interpreter could come. Please answer by %(until_day)s, %(until_clock)s."
        ),
    )
    HELD_AT_YOURS = (
        say("A session is held at your place: %(day)s"),
        say(
            "Request %(reference)s of %(requesting)s is held at your place. If you have no room, please call the centre."
        ),
    )
    TAKEN_BACK = (
        say("You need not answer any more: %(day)s"),
        say("The question about your session is no longer open."),
    )
    ACCEPTED = (
        say("Agreed to the change: %(day)s"),
        say("The requester agreed. Request %(reference)s is changed; you can send offers now."),
    )
    ACCEPTED_AND_ASKED = (
        say("Agreed to the change: %(day)s"),
        say(
            "The requester agreed. Request %(reference)s is changed, and the interpreter who was found for it is asked"
            " at once if still free. The dispatch board shows it."
        ),
    )
    REFUSED = (
        say("Not agreed to the change: %(day)s"),
        say("The requester cannot change request %(reference)s."),
    )
    LAPSED = (
        say("No answer about the change: %(day)s"),
        say("The requester of %(reference)s did not answer in time."),
    )


def write(
    uow: UnitOfWork,
    proposal: ChangeProposal,
    session: CounsellingSession,
    notice: ProposalNotice,
    to: UUID,
) -> None:
    """Write to somebody by the id of their account."""
    write_to(uow, proposal, session, notice, recipients.find(uow, to))


def write_to(
    uow: UnitOfWork,
    proposal: ChangeProposal,
    session: CounsellingSession,
    notice: ProposalNotice,
    to: Recipient | None,
    *,
    requesting: Organisation | None = None,
) -> None:
    """Write to a recipient, in the place of what was written about it before."""
    zone = uow.settings.zone
    values: dict[str, object] = {
        "day": local_day(proposal.former_starts_at, zone),
        "clock": local_clock(proposal.former_starts_at, zone),
        "reference": session.request.reference,
        "until_day": local_day(proposal.expires_at, zone),
        "until_clock": local_clock(proposal.expires_at, zone),
        "new_clock": None if proposal.starts_at is None else local_clock(proposal.starts_at, zone),
        "new_modality": proposal.modality,
        "language": proposal.language,
        "requesting": None if requesting is None else Named(requesting.name_in),
        "place": None if proposal.site is None else Named(proposal.site.name_in),
    }
    letter = Letter(
        subject=filled(notice.subject, values),
        sentences=(filled(_said(proposal), values), filled(notice.sentence, values)),
        path=f"/requests/{session.request_id}",
        about=_about(proposal),
    )
    letters.replace(uow, to, letter)


def keep_back(uow: UnitOfWork, proposal: ChangeProposal) -> None:
    """Keep back what has not gone out about it."""
    outbox.withdraw(uow, _about(proposal))


def _about(proposal: ChangeProposal) -> str:
    return f"proposal:{proposal.id}"


def _said(proposal: ChangeProposal) -> LazyText:
    """What would change, in a line of a letter."""
    change = proposal.change
    if change.starts_at is not None:
        return say("%(reference)s: start at %(new_clock)s instead of %(clock)s")
    if change.language is not None:
        return say("%(reference)s, %(clock)s: interpreted in %(language)s instead")
    if change.site_id is not None:
        return say("%(reference)s, %(clock)s: held at %(place)s instead")
    if change.lower_level:
        return say("%(reference)s, %(clock)s: by an interpreter certified one level lower")
    return say("%(reference)s, %(clock)s: held differently, by %(new_modality)s")
