"""What tests of documents start from: a centre, a holder with names in three scripts, her certification."""

from datetime import date

from accounts.domain.kinds import OrganisationKind
from accounts.store.tables import User
from foundation.database.work import UnitOfWork
from tests.factories import an_interpreter, an_organisation
from tests.factories.certifications import a_certification
from training.service.people import learners
from training.store.tables import Certification, Learner


def a_centre(uow: UnitOfWork) -> None:
    """The centre in whose name documents are issued."""
    an_organisation(
        uow, "경기 예시 이주민지원센터", kind=OrganisationKind.CENTRE, name_en="Gyeonggi Example"
    )


def a_holder(uow: UnitOfWork, name: str = "예시 소피아", user: User | None = None) -> Learner:
    """Somebody of the roster who speaks Khmer, with her name in three scripts, and holds nothing."""
    entry = an_interpreter(uow, name, languages=("km",), levels=(), user=user)
    holder = learners.of_interpreter(uow, entry.id)
    holder.latin_name, holder.own_script_name = "YESI SOPHIA", "ឧទាហរណ៍ សុភា"
    uow.db.flush()
    return holder


def a_granted(uow: UnitOfWork, holder: Learner, code: str = "L2") -> Certification:
    """A certification granted for three years from the first of November 2026."""
    assert holder.interpreter_id is not None
    return a_certification(
        uow,
        holder.interpreter_id,
        level=code,
        language="km",
        valid_from=date(2026, 11, 1),
        valid_until=date(2029, 11, 1),
    )
