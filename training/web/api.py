"""The API of training: cohorts that one can apply for, and the certifications of the network."""

from datetime import date, datetime
from uuid import UUID

from flask.typing import ResponseReturnValue

from foundation.web.api.cursors import part_of
from foundation.web.api.door import ApiRoom, opens, state
from foundation.web.api.shapes import ApiShape, ListPart, PageAsked
from foundation.web.work import reading
from interpreters.domain.languages import Language
from training.domain.certifications import CertificationStatus, Grade
from training.domain.cohorts import CohortStatus
from training.domain.scopes import TRAINING_READ
from training.service.certification import certifications
from training.service.certification.certifications import Certification
from training.service.pages import cohorts_seen

bp = ApiRoom("training_api", __name__, "Training")


class CohortShape(ApiShape):
    """A cohort of a course: when one can apply, and how many seats are free."""

    id: UUID
    course: str
    title: str
    title_en: str
    number: int
    status: CohortStatus
    city: str
    online: bool
    opens_at: datetime
    closes_at: datetime
    is_open: bool
    capacity: int
    seats_left: int
    waiting: int


class CertificationShape(ApiShape):
    """A certification: it counts on the days from `valid_from` until the day before `valid_until`."""

    id: UUID
    learner: UUID
    scheme: UUID
    language: Language | None
    grade: Grade
    status: CertificationStatus
    valid_from: date | None
    valid_until: date | None


class CertificationsAsked(PageAsked):
    """Which certifications are wanted."""

    language: Language | None = None
    status: CertificationStatus | None = None


@bp.get("/cohorts")
@opens(TRAINING_READ)
@bp.answers(ListPart[CohortShape])
def list_cohorts() -> ResponseReturnValue:
    """Cohorts that one can apply for now or later."""
    with reading() as uow:
        items = [
            CohortShape(
                id=each.cohort.id,
                course=each.cohort.version.course.code,
                title=each.cohort.version.course.title,
                title_en=each.cohort.version.course.title_en,
                number=each.cohort.number,
                status=each.cohort.status,
                city=each.cohort.city,
                online=each.cohort.online,
                opens_at=each.cohort.opens_at,
                closes_at=each.cohort.closes_at,
                is_open=each.is_open,
                capacity=each.cohort.capacity,
                seats_left=each.left,
                waiting=each.waiting,
            )
            for each in cohorts_seen.list_open(uow)
        ]
    return state(ListPart[CohortShape](items=items))


@bp.get("/certifications")
@opens(TRAINING_READ)
@bp.asks(CertificationsAsked)
@bp.answers(ListPart[CertificationShape])
def list_certifications(asked: CertificationsAsked) -> ResponseReturnValue:
    """Certifications of the network, for whoever may read them."""
    with reading() as uow:
        query = certifications.search(
            uow,
            statuses=() if asked.status is None else (asked.status,),
            language=asked.language,
        )
        keys = (Certification.asked_at, Certification.id)
        rows, following = part_of(uow.db, query, keys, cursor=asked.cursor, limit=asked.limit)
        items = [
            CertificationShape(
                id=each.id,
                learner=each.learner_id,
                scheme=each.scheme_id,
                language=each.language,
                grade=each.grade,
                status=each.status,
                valid_from=each.valid_from,
                valid_until=each.valid_until,
            )
            for each in rows
        ]
    return state(ListPart[CertificationShape](items=items, next=following))
