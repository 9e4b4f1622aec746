"""What the demo shows of repairs: a day with several ways to fill its gaps, and questions that requesters were asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import permutations
from uuid import UUID

from dispatch.domain.eligibility import PLAN_RULES, RuleCode, first_reason_against
from dispatch.domain.people import Person
from dispatch.service.explain import explain
from dispatch.service.explain.candidates import read_question
from dispatch.service.repairs import fixes_applied
from dispatch.service.situation.reading import read_situation
from dispatch.service.slots import assignments
from dispatch.store.queries import plan_repairs
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality
from scheduling.domain.availability import DatedTime, ExceptionReason
from scheduling.domain.needs import RequestNeed
from scheduling.service import availability, proposals, reading, requests
from scheduling.service import sessions as counselling

# So early hardly anybody is free: what happens depends on the few who said that they are.
EARLY, LATER = time(6), time(7, 30)
Speakers = Mapping[Language, Sequence[Person]]


@dataclass(frozen=True)
class Cast:
    """Who plays the day: two who serve one language and alone could serve another, and who else is there."""

    rare: tuple[Language, Language]
    common: tuple[Language, Language]
    both: tuple[Person, Person]
    spare: tuple[Person, Person]
    third: Language
    falls_ill: Person
    stands_in: Person


def _speakers(uow: UnitOfWork, day: date) -> Speakers:
    """Who could take a session by telephone in each language, had they the time."""
    situation = read_situation(uow, day, day)
    time_aside = PLAN_RULES | {RuleCode.AVAILABILITY}
    people = sorted(situation.people.values(), key=lambda p: (p.name, str(p.id)))
    found: dict[Language, Sequence[Person]] = {}
    for language in Language:
        need = situation.need_of_request(_need(uow, day, EARLY, language), Modality.PHONE, None)
        found[language] = [
            p for p in people if first_reason_against(p, need, but=time_aside) is None
        ]
    return found


def find_cast(uow: UnitOfWork, day: date) -> Cast | None:
    """People of the roster with whom one change fills one more gap, twice; None when there are none."""
    speakers = _speakers(uow, day)
    pairs = [
        (rare, common, p)
        for rare, common in permutations(Language, 2)
        for p in speakers[rare]
        if p in speakers[common] and len(speakers[common]) > len(speakers[rare])
    ]
    for one in pairs:
        for two in pairs:
            if not {*one[:2]} & {*two[:2]}:
                cast = _complete(speakers, one, two)
                if cast is not None:
                    return cast
    return None


_Pair = tuple[Language, Language, Person]


def _complete(speakers: Speakers, one: _Pair, two: _Pair) -> Cast | None:
    used = [*one[:2], *two[:2]]
    third = next((each for each in speakers if each not in used and len(speakers[each]) > 1), None)
    if third is None:
        return None

    def alone(language: Language) -> list[Person]:
        others = {p.id for each in (*used, third) if each != language for p in speakers[each]}
        return [p for p in speakers[language] if p.id not in others]

    spare_one, spare_two, extra = alone(one[1]), alone(two[1]), alone(third)
    # Of those who speak the third language alone one falls ill, and another stands in.
    if not (spare_one and spare_two and extra[1:]):
        return None
    return Cast(
        rare=(one[0], two[0]),
        common=(one[1], two[1]),
        both=(one[2], two[2]),
        spare=(spare_one[0], spare_two[0]),
        third=third,
        falls_ill=extra[0],
        stands_in=extra[1],
    )


def _need(uow: UnitOfWork, day: date, clock: time, language: Language) -> RequestNeed:
    return RequestNeed(
        organisation_id=next(iter(reading.own_organisations(uow))),
        language=language,
        domain=Domain.GENERAL,
        modalities=(Modality.PHONE,),
        day=day,
        start=clock,
        minutes=60,
    )


def ask_for_sessions(uow: UnitOfWork, day: date, cast: Cast) -> dict[Language, UUID]:
    """A counsellor asks for a session in each of the five languages, all at the same early hour."""
    return {
        language: _placed(uow, _need(uow, day, EARLY, language))
        for language in (*cast.rare, *cast.common, cast.third)
    }


def _placed(uow: UnitOfWork, need: RequestNeed) -> UUID:
    made = requests.place(uow, need)
    return reading.get_session_of(uow, made.id).id


def lose_one_of_three(
    uow: UnitOfWork, day: date, cast: Cast, sessions: Mapping[Language, UUID], seconds: int
) -> UUID | None:
    """Three are confirmed and one of them falls ill; the repair with several ways, by id."""
    early = DatedTime(
        first_day=day, last_day=day, starts=time(5, 30), ends=time(8, 30), available=True
    )
    for person in (*cast.both, *cast.spare, cast.falls_ill, cast.stands_in):
        availability.add_exception(uow, person.id, early, ExceptionReason.OTHER)
    booked = zip((*cast.common, cast.third), (*cast.both, cast.falls_ill), strict=True)
    for language, person in booked:
        assignments.assign(
            uow,
            session_id=sessions[language],
            slot_no=1,
            interpreter_id=person.id,
            starts_at=read_question(uow, sessions[language]).session.starts_at,
            agreed_with="본인과 통화",
        )
    ill = DatedTime(first_day=day, last_day=day, available=False)
    availability.add_exception(uow, cast.falls_ill.id, ill, ExceptionReason.SICK)
    for run in plan_repairs.queued_over(uow.db, day, day):
        run.limit_seconds = seconds
        return run.id
    return None


def ask_for_another_language(uow: UnitOfWork, day: date) -> list[UUID]:
    """A counsellor asks for an Uzbek session on each of the next two days, at an hour at which nobody speaks it."""
    days = (day + timedelta(days=1), day + timedelta(days=2))
    return [_placed(uow, _need(uow, each, LATER, Language.UZBEK)) for each in days]


def ask_the_requester(uow: UnitOfWork, day: date, session_ids: Sequence[UUID]) -> int:
    """Somebody who speaks Russian is free then: the requester is asked about each; how many questions."""
    (speaker, *_) = _speakers(uow, day)[Language.RUSSIAN]
    first, last = day + timedelta(days=1), day + timedelta(days=2)
    free = DatedTime(first_day=first, last_day=last, starts=LATER, ends=time(10), available=True)
    availability.add_exception(uow, speaker.id, free, ExceptionReason.OTHER)
    asked = 0
    for session_id in session_ids:
        question = read_question(uow, session_id)
        fixes = explain.why_nobody(uow, question).fixes
        fix = next((each for each in fixes if each.kind == "language"), None)
        if fix is not None:
            action = {name: str(value) for name, value in fix.action.items()}
            fixes_applied.put_into_effect(uow, session_id, fix.kind, action)
            asked += 1
    return asked


def agree_to_one(uow: UnitOfWork, session_ids: Sequence[UUID]) -> bool:
    """The counsellor says yes to the last question, and the first one still waits for her."""
    for session_id in reversed(session_ids):
        shown = proposals.shown_for(uow, counselling.get_session(uow, session_id))
        if shown is not None and shown.may_answer:
            proposals.accept(uow, shown.proposal.id)
            return True
    return False
