"""The names on documents: entered by the person, checked and corrected by the centre, one everywhere.

What the centre has checked is the name of the learner, of the roster entry and of the account at once.
Whoever changes the name of an account that belongs to somebody whose documents the centre prints has
entered a name to be checked: the account keeps the one on record until then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.domain.ids import UserId
from accounts.service import names as account_names
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter
from foundation.security.errors import Conflict, NotFound, Problems, refuse
from foundation.security.free_text import check_numbers
from foundation.text.message import LazyText, say
from foundation.text.normalise import normalise_text
from interpreters.service import directory
from interpreters.service import names as roster_names
from training.domain.documents import DocumentStatus
from training.domain.names import Names, NameStatus, check_names
from training.domain.permissions import TrainingPermission
from training.service.documents import documents
from training.service.documents.signs import reason_against_printing
from training.service.people import learners
from training.store.queries import documents as document_queries
from training.store.queries import learners as learner_queries
from training.store.queries import names as queries
from training.store.tables import CertificateDocument, Learner, NameEntry

LONGEST_NOTE = 300


@dataclass(frozen=True, kw_only=True)
class NamesSeen:
    """Somebody's names: those on record, those that wait, and how the last entry was decided.

    `outdated` are the documents that stand and still print other names.
    """

    learner: Learner
    on_record: Names
    waiting: NameEntry | None
    decided: NameEntry | None
    outdated: Sequence[CertificateDocument]


def on_record(learner: Learner) -> Names:
    """The names that documents issued now would print."""
    return Names(learner.full_name, learner.latin_name, learner.own_script_name)


def mine(uow: UnitOfWork) -> NamesSeen | None:
    """The reader's own names; None while she is nobody who learns."""
    uow.require(TrainingPermission.LEARNING_OWN)
    learner = learners.as_if(uow)
    return None if learner is None else _seen(uow, learner)


def of_learner(uow: UnitOfWork, learner: Learner) -> NamesSeen:
    """The names of somebody, for the office."""
    uow.require(TrainingPermission.CERTIFICATION_READ)
    return _seen(uow, learner)


def of_person(uow: UnitOfWork, interpreter_id: UUID) -> NamesSeen:
    """The names of somebody of the roster, for the office; whoever learns nothing yet has that of the roster."""
    uow.require(TrainingPermission.CERTIFICATION_READ)
    entry = directory.get(uow, interpreter_id)
    known = learner_queries.find_by_interpreter(uow.db, entry.id)
    if known is not None:
        return _seen(uow, known)
    would_be = Learner(full_name=entry.full_name, interpreter_id=entry.id)
    return _seen(uow, would_be)


def has_documents(uow: UnitOfWork, learner: Learner) -> bool:
    """Whether documents of somebody stand, which a correction could issue again."""
    uow.require(TrainingPermission.CERTIFICATION_READ)
    issued = document_queries.list_of(uow.db, learner.id)
    return any(document.status is DocumentStatus.ISSUED for document in issued)


def waiting(uow: UnitOfWork) -> Sequence[NameEntry]:
    """Names that wait for somebody of the centre to check them."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    return queries.list_waiting(uow.db)


def get(uow: UnitOfWork, entry_id: UUID) -> NameEntry:
    """One entry, for whoever checks it."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    found = queries.find(uow.db, entry_id)
    if found is None:
        raise NotFound
    return found


def enter(uow: UnitOfWork, wish: Names) -> NameEntry:
    """Enter one's own names; they count once the centre has compared them with a passport or card.

    Entered again while nobody has looked, the newer ones wait in their place.
    """
    uow.require(TrainingPermission.LEARNING_OWN)
    return enter_for(uow, learners.mine(uow), wish)


def check(
    uow: UnitOfWork, entry_id: UUID, names: Names, *, reissue: bool = False
) -> list[CertificateDocument]:
    """Note that the centre has compared the names, as corrected here: they are the names everywhere now.

    With `reissue` every document that stands and prints other names is issued again; those are
    answered. Nobody checks their own; Conflict when somebody decided first.
    """
    entry = _lock(uow, entry_id)
    names = _printable(uow, names)
    _decide(uow, entry, NameStatus.CHECKED)
    entry.full_name, entry.latin_name = names.full_name, names.latin_name
    entry.own_script_name = names.own_script_name
    learner = entry.learner
    make_official(uow, learner, names)
    uow.record("names.checked", subject=learner.id, entry=entry.id)
    issued = _reissue(uow, learner) if reissue else []
    sentence = say("Your documents print them from now on.")
    again = say("Issued again with these names: %(n)s. The old numbers say so.", n=len(issued))
    _tell(uow, entry, say("Your names are checked"), (again if issued else sentence,))
    return issued


def turn_down(uow: UnitOfWork, entry_id: UUID, *, reason: str) -> NameEntry:
    """Do not accept the names, for a reason that the person reads; what is on record stays."""
    entry = _lock(uow, entry_id)
    reason = normalise_text(reason)[:LONGEST_NOTE]
    if not reason:
        raise refuse("reason", say("Enter a reason. The holder reads it."))
    check_numbers("reason", reason)
    _decide(uow, entry, NameStatus.REFUSED, reason)
    uow.record("names.refused", subject=entry.learner_id, entry=entry.id)
    _tell(
        uow,
        entry,
        say("Your names were not accepted"),
        (say("Reason: %(reason)s", reason=reason),),
    )
    return entry


def correct(
    uow: UnitOfWork, learner_id: UUID, names: Names, *, reissue: bool = False
) -> list[CertificateDocument]:
    """The centre writes somebody's names itself, compared with a passport or card.

    What waited of the person's own is answered by it. Returns the documents issued again.
    """
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    learner = learners.get(uow, learner_id)
    known = queries.waiting_of(uow.db, learner.id)
    entry = known or _add(uow, learner, _printable(uow, names))
    return check(uow, entry.id, names, reissue=reissue)


def enter_for(uow: UnitOfWork, learner: Learner, wish: Names) -> NameEntry:
    """Enter names of somebody, to be checked. The caller has checked who may."""
    names = _printable(uow, wish)
    known = queries.waiting_of(uow.db, learner.id)
    if known is None and names == on_record(learner):
        decided = queries.last_decided(uow.db, learner.id)
        if decided is not None and decided.status is NameStatus.CHECKED:
            raise refuse("full_name", say("These are the names on record already."))
    if known is None:
        return _add(uow, learner, names)
    known.full_name, known.latin_name = names.full_name, names.latin_name
    known.own_script_name, known.entered_at = names.own_script_name, uow.now
    uow.db.flush()
    uow.record("names.entered", subject=learner.id, entry=known.id)
    return known


def _add(uow: UnitOfWork, learner: Learner, names: Names) -> NameEntry:
    entry = NameEntry(
        learner_id=learner.id,
        full_name=names.full_name,
        latin_name=names.latin_name,
        own_script_name=names.own_script_name,
        entered_at=uow.now,
        entered_by_id=None if uow.actor.user_id is None else UserId(uow.actor.user_id),
    )
    uow.db.add(entry)
    uow.db.flush()
    uow.record("names.entered", subject=learner.id, entry=entry.id)
    return entry


def _printable(uow: UnitOfWork, wish: Names) -> Names:
    """The names in one form; refused, field by field, where they are no names or cannot be printed."""
    names = wish.cleaned()
    check_names(names)
    problems = Problems()
    for field in ("full_name", "latin_name", "own_script_name"):
        reason = reason_against_printing(uow, getattr(names, field))
        if reason is not None:
            problems.add(field, reason)
    problems.check()
    return names


def _lock(uow: UnitOfWork, entry_id: UUID) -> NameEntry:
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    found = queries.find(uow.db, entry_id, lock=True)
    if found is None:
        raise NotFound
    if found.status is not NameStatus.ENTERED:
        raise Conflict(say("This has been decided already."))
    if uow.actor.user_id is not None and found.learner.user_id == uow.actor.user_id:
        raise refuse("full_name", say("Somebody else must check your own names."))
    return found


def _decide(uow: UnitOfWork, entry: NameEntry, status: NameStatus, note: str = "") -> None:
    entry.status, entry.note, entry.decided_at = status, note, uow.now
    entry.decided_by_id = None if uow.actor.user_id is None else UserId(uow.actor.user_id)
    entry.decided_by_name = uow.actor.name
    uow.db.flush()


def make_official(uow: UnitOfWork, learner: Learner, names: Names) -> None:
    """One name, one place: the learner's, the roster's and the account's are the same from here on."""
    learner.full_name, learner.latin_name = names.full_name, names.latin_name
    learner.own_script_name = names.own_script_name
    uow.db.flush()
    entry_id, user_id = learner.interpreter_id, learner.user_id
    if entry_id is not None:
        roster_names.follow(uow, entry_id, names.full_name)
        user_id = user_id or directory.get(uow, entry_id).user_id
    if user_id is not None:
        account_names.follow(uow, user_id, names.full_name)


def _reissue(uow: UnitOfWork, learner: Learner) -> list[CertificateDocument]:
    return [documents.replace(uow, old.id) for old in _outdated(uow, learner)]


def _outdated(uow: UnitOfWork, learner: Learner) -> list[CertificateDocument]:
    names = on_record(learner)
    return [
        document
        for document in document_queries.list_of(uow.db, learner.id)
        if document.status is DocumentStatus.ISSUED and _printed_on(document) != names
    ]


def _printed_on(document: CertificateDocument) -> Names:
    holder = document.printed["holder"]
    return Names(holder["name"], holder["latin"], holder["own"])


def _seen(uow: UnitOfWork, learner: Learner) -> NamesSeen:
    return NamesSeen(
        learner=learner,
        on_record=on_record(learner),
        waiting=queries.waiting_of(uow.db, learner.id),
        decided=queries.last_decided(uow.db, learner.id),
        outdated=_outdated(uow, learner),
    )


def _tell(
    uow: UnitOfWork, entry: NameEntry, subject: LazyText, sentences: tuple[LazyText, ...]
) -> None:
    letter = Letter(
        subject=subject, sentences=sentences, path="/documents/names", about=f"names:{entry.id}"
    )
    letters.write(uow, learners.recipient_of(uow, entry.learner), letter)
