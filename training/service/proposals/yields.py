"""What becomes of the seats of a course, from figures of others and from own cohorts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from training.domain.permissions import TrainingPermission
from training.domain.yields import Tried, Yield, YieldStep, yield_from
from training.store.queries import certifications
from training.store.queries import yields as queries
from training.store.queries.yields import ByLanguage
from training.store.tables import Scheme

# A result is there by so many days after the last class; before that nobody counts, for whoever is quick would count first.
DECIDED_AFTER = timedelta(days=90)
# Active after six months is whoever served in the second three of them.
SERVED = (timedelta(days=91), timedelta(days=182))
_READ = "training.yields"
_Counts = dict[YieldStep, ByLanguage]


@dataclass(frozen=True, kw_only=True)
class SchemeYield:
    """A scheme with what becomes of a seat of its courses."""

    scheme: Scheme
    found: Yield


def see_yields(uow: UnitOfWork, language: Language | None = None) -> Sequence[SchemeYield]:
    """What becomes of a seat of every level that dispatch sends, of all languages or of one."""
    uow.require(TrainingPermission.CERTIFICATION_READ)
    return [
        SchemeYield(scheme=scheme, found=_yield(uow, scheme, language))
        for scheme in certifications.list_schemes(uow.db)
        if scheme.level is not None and scheme.active
    ]


def _yield(uow: UnitOfWork, scheme: Scheme, language: Language | None) -> Yield:
    counts = _counts(uow)
    of_scheme = {step: _of(counts[step], scheme.code) for step in YieldStep}
    if language is None:
        return yield_from(scheme.level, of_scheme)
    own = {step: counts[step].get((scheme.code, language), Tried()) for step in YieldStep}
    return yield_from(scheme.level, of_scheme, own)


def _of(counts: ByLanguage, code: str) -> Tried:
    return sum((each for (scheme, _), each in counts.items() if scheme == code), Tried())


def _counts(uow: UnitOfWork) -> _Counts:
    """Read once in a unit of work, however many levels are asked for."""
    if _READ not in uow.read_once:
        uow.read_once[_READ] = {
            YieldStep.COMPLETED: queries.completed(uow.db),
            YieldStep.CERTIFIED: queries.certified(uow.db, uow.now - DECIDED_AFTER),
            YieldStep.ACTIVE: queries.still_active(uow.db, uow.today - SERVED[1], SERVED),
        }
    return cast("_Counts", uow.read_once[_READ])


def expected_yield(
    uow: UnitOfWork, level: CertificationLevel, language: Language | None = None
) -> Yield:
    """What becomes of a seat on the way to a level, of all languages or of one."""
    uow.require(TrainingPermission.CERTIFICATION_READ)
    scheme = certifications.find_scheme_of_level(uow.db, level)
    if scheme is None:
        return yield_from(level, {})
    return _yield(uow, scheme, language)
