"""Instruments: what is assessed how, seeded as the ladder needs them and changed by the centre."""

from collections.abc import Sequence
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems, refuse
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from training.domain.instruments import USUAL, InstrumentPlan, SectionPlan
from training.domain.permissions import TrainingPermission
from training.store.queries import assessments as queries
from training.store.tables import Instrument, InstrumentSection

LONGEST_CODE, LONGEST_TITLE = 40, 120
LONGEST_BANDS = 1000
MOST_MARKS, MOST_CARRIED = 1000, 9


def seed(uow: UnitOfWork) -> int:
    """Add the instruments of the ladder that are missing; returns how many. Known ones stay."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    known = {instrument.code for instrument in queries.list_instruments(uow.db)}
    missing = [plan for plan in USUAL if plan.code not in known]
    for plan in missing:
        _store(uow, plan)
    return len(missing)


def listed(uow: UnitOfWork, *, active_only: bool = False) -> Sequence[Instrument]:
    """All instruments with their sections, by code."""
    return queries.list_instruments(uow.db, active_only=active_only)


def get(uow: UnitOfWork, instrument_id: UUID) -> Instrument:
    """One instrument with its sections."""
    found = queries.find_instrument(uow.db, instrument_id)
    if found is None:
        raise NotFound
    return found


def used(uow: UnitOfWork) -> set[UUID]:
    """The instruments that are frozen because somebody sat or is to sit them."""
    return queries.list_used(uow.db)


def add(uow: UnitOfWork, plan: InstrumentPlan) -> Instrument:
    """Write down a new instrument. Refused when its code is taken."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    problems = problems_of(plan)
    if queries.find_instrument_by_code(uow.db, plan.code) is not None:
        problems.add("code", say("This code is already in use."))
    problems.check()
    return _store(uow, plan)


def change(uow: UnitOfWork, instrument_id: UUID, plan: InstrumentPlan) -> Instrument:
    """Write an instrument anew; Conflict once it was used, because results rest on it."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    instrument = get(uow, instrument_id)
    if instrument.id in queries.list_used(uow.db):
        raise Conflict(
            say(
                "This instrument has been used, so its marks cannot change. Add a new one and stop using this one."
            )
        )
    problems_of(plan).check()
    if plan.code != instrument.code:
        raise refuse("code", say("The code stays: courses and schemes know it by this."))
    for name in _COLUMNS:
        setattr(instrument, name, getattr(plan, name))
    instrument.sections.clear()
    uow.db.flush()
    _write_sections(instrument, plan.sections)
    uow.db.flush()
    uow.record("instrument.changed", subject=instrument.id, code=instrument.code)
    return instrument


def set_active(uow: UnitOfWork, instrument_id: UUID, *, active: bool) -> None:
    """Stop or resume using an instrument for new sittings."""
    uow.require(TrainingPermission.COURSE_MANAGE)
    instrument = get(uow, instrument_id)
    instrument.active = active
    uow.record("instrument.resumed" if active else "instrument.retired", subject=instrument.id)


def problems_of(plan: InstrumentPlan) -> Problems:
    """Everything that is wrong with an instrument as typed; sections are named by their number."""
    problems = Problems()
    for name, text, longest in (
        ("code", plan.code, LONGEST_CODE),
        ("title", plan.title, LONGEST_TITLE),
        ("title_en", plan.title_en, LONGEST_TITLE),
    ):
        if not text or normalise_text(text) != text or len(text) > longest:
            problems.add(name, say("Enter 1 to %(n)s characters.", n=longest))
    _check_marks(problems, plan)
    if not plan.sections:
        problems.add("sections", say("Enter at least one part."))
    for number, section in enumerate(plan.sections, start=1):
        _check_section(problems, number, section)
    return problems


def _check_marks(problems: Problems, plan: InstrumentPlan) -> None:
    for name in ("pass_mark", "semi_mark"):
        if not 0 <= getattr(plan, name) <= 100:  # noqa: PLR2004  per cent
            problems.add(name, say("Enter a percentage from 0 to 100."))
    if plan.semi_mark >= plan.pass_mark > 0:
        problems.add("semi_mark", say("A pass in part needs less than a pass. Give 0 for none."))
    if not 1 <= plan.assessors <= 2:  # noqa: PLR2004  the third only settles disputes
        problems.add("assessors", say("Choose one or two assessors."))
    if not 0 <= plan.carries_over <= MOST_CARRIED:
        problems.add("carries_over", say("Enter a number from 0 to %(n)s.", n=MOST_CARRIED))


def _check_section(problems: Problems, number: int, section: SectionPlan) -> None:
    field = f"sections-{number - 1}"
    for name in ("title", "title_en"):
        if not 0 < len(getattr(section, name)) <= LONGEST_TITLE:
            problems.add(f"{field}-{name}", say("Enter 1 to %(n)s characters.", n=LONGEST_TITLE))
    for name in ("bands", "bands_en"):
        if len(getattr(section, name)) > LONGEST_BANDS:
            problems.add(f"{field}-{name}", say("Use at most %(n)s characters.", n=LONGEST_BANDS))
    if not 0 < section.full_marks <= MOST_MARKS:
        problems.add(f"{field}-full_marks", say("Enter marks from 1 to %(n)s.", n=MOST_MARKS))
    if not 0 <= section.least_percent <= 100:  # noqa: PLR2004  per cent
        problems.add(f"{field}-least_percent", say("Enter a percentage from 0 to 100."))


_COLUMNS = (
    "kind",
    "title",
    "title_en",
    "pass_mark",
    "semi_mark",
    "assessors",
    "per_language",
    "carries_over",
    "carries_to",
)


def _store(uow: UnitOfWork, plan: InstrumentPlan) -> Instrument:
    instrument = Instrument(code=plan.code, **{name: getattr(plan, name) for name in _COLUMNS})
    _write_sections(instrument, plan.sections)
    uow.db.add(instrument)
    uow.db.flush()
    uow.record("instrument.added", subject=instrument.id, code=instrument.code)
    return instrument


def _write_sections(instrument: Instrument, sections: Sequence[SectionPlan]) -> None:
    for position, section in enumerate(sections, start=1):
        instrument.sections.append(
            InstrumentSection(
                position=position,
                title=section.title,
                title_en=section.title_en,
                full_marks=section.full_marks,
                least_percent=section.least_percent,
                bands=section.bands,
                bands_en=section.bands_en,
            )
        )
