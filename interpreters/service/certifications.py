"""A simple register of the certifications that people hold."""

from datetime import date
from uuid import UUID

from foundation.errors import Conflict, NotFound, Problems, refuse
from foundation.permissions import Permission
from foundation.wording import say
from foundation.work import UnitOfWork
from interpreters.domain.events import EligibilityLost
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from interpreters.domain.validity import usual_end
from interpreters.service import directory
from interpreters.store import queries
from interpreters.store.tables import HeldCertification, Interpreter


def add(
    uow: UnitOfWork,
    interpreter_id: UUID,
    *,
    level: CertificationLevel,
    language: Language,
    valid_from: date,
    valid_until: date | None = None,
) -> HeldCertification:
    """Note a certification, to its usual end unless another is given.

    Conflict while one of this level and language counts on any of these days.
    """
    uow.require(Permission.ROSTER_CHANGE)
    interpreter = directory.get(uow, interpreter_id)
    end = valid_until or usual_end(level, valid_from)
    problems = Problems()
    if end <= valid_from:
        problems.add("valid_until", say("It must end after it starts."))
    if language not in {spoken.language for spoken in interpreter.languages}:
        problems.add("language", say("This person does not have this language on the roster."))
    problems.check()
    for held in interpreter.certifications:
        same = (held.level, held.language) == (level, language)
        if same and held.valid_from < end and valid_from < held.valid_until:
            raise Conflict(
                say(
                    "%(level)s in %(language)s is held already on some of these days.",
                    level=level,
                    language=language,
                )
            )
    added = HeldCertification(
        level=level, language=language, valid_from=valid_from, valid_until=end
    )
    interpreter.certifications.append(added)
    uow.db.flush()
    facts = {"level": level, "language": language, "valid_from": valid_from, "valid_until": end}
    uow.record("certification.added", subject=interpreter.id, **facts)
    return added


def end(uow: UnitOfWork, certification_id: UUID) -> Interpreter:
    """End a certification today: from today on it does not count.

    One that began today or later never counted and is taken out.
    """
    uow.require(Permission.ROSTER_CHANGE)
    held = queries.find_certification(uow.db, certification_id)
    if held is None:
        raise NotFound
    interpreter = directory.get(uow, held.interpreter_id)
    if held.valid_until <= uow.today:
        raise refuse("certification", say("This certification has ended already."))
    if held.valid_from >= uow.today:
        interpreter.certifications.remove(held)
    else:
        held.valid_until = uow.today
    uow.record(
        "certification.ended", subject=interpreter.id, level=held.level, language=held.language
    )
    uow.announce(EligibilityLost(interpreter.id))
    return interpreter
