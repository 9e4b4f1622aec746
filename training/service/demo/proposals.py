"""Courses of the demo that dispatch had proposed: one that is over, one under way, one in preparation, one dismissed."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from accounts.domain.cities import CITIES
from foundation.text.message import say
from foundation.times.spans import Span
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel, Domain
from training.domain.proposals import NewProposal, ProposalKind
from training.service.catalogue import cohorts
from training.service.certification import certifications, granting, ladder
from training.service.demo.acts import assess, enrol, finish, teach
from training.service.demo.catalogue import MANAGER, TRAINER, pass_time
from training.service.demo.stage import DemoStage
from training.service.people import learners
from training.service.proposals import desk, drafting, inviting, recording
from training.service.teaching import cohort_moves, meetings
from training.service.teaching.meetings import ClassFacts

L = CertificationLevel
WEEKS = 5
WHY_NOT = "올해는 대학교 과정에서 가르치기로 했어요."


def _proposal(
    kind: ProposalKind,
    language: Language,
    level: CertificationLevel,
    *,
    domain: Domain,
    city: str,
    seats: int,
    gained: float,
) -> NewProposal:
    return NewProposal(
        kind=kind,
        language=language,
        level=level,
        domain=domain,
        city=city,
        seats=seats,
        gained_low=round(gained * 0.7, 1),
        gained=gained,
        gained_high=round(gained * 1.4, 1),
        why=say(
            "In the last half year nobody was found for about %(n)s requests in %(city)s: %(language)s, %(domain)s.",
            n=round(gained * 0.6),
            language=language,
            domain=domain,
            city=CITIES[city],
        ),
    )


OVER = _proposal(
    ProposalKind.UPSKILL,
    Language.VIETNAMESE,
    L.MEDICAL,
    domain=Domain.MEDICAL,
    city="ansan",
    seats=3,
    gained=26.0,
)
UNDER_WAY = _proposal(
    ProposalKind.NEW_INTERPRETER,
    Language.KHMER,
    L.COMMUNITY,
    domain=Domain.GENERAL,
    city="ansan",
    seats=4,
    gained=38.0,
)
PREPARED = _proposal(
    ProposalKind.UPSKILL,
    Language.THAI,
    L.MEDICAL,
    domain=Domain.MEDICAL,
    city="hwaseong",
    seats=4,
    gained=31.0,
)
DISMISSED = _proposal(
    ProposalKind.UPSKILL,
    Language.RUSSIAN,
    L.IMMIGRATION,
    domain=Domain.IMMIGRATION,
    city="gimpo",
    seats=5,
    gained=12.0,
)
NEWEST = (
    _proposal(
        ProposalKind.NEW_INTERPRETER,
        Language.THAI,
        L.COMMUNITY,
        domain=Domain.EDUCATION,
        city="hwaseong",
        seats=5,
        gained=34.0,
    ),
    _proposal(
        ProposalKind.NEW_INTERPRETER,
        Language.UZBEK,
        L.COMMUNITY,
        domain=Domain.ADMINISTRATION,
        city="hwaseong",
        seats=4,
        gained=22.0,
    ),
    # Nothing in the school leads there: the page says so, and the way out.
    _proposal(
        ProposalKind.UPSKILL,
        Language.KHMER,
        L.VIOLENCE,
        domain=Domain.VIOLENCE,
        city="ansan",
        seats=6,
        gained=18.0,
    ),
)


def look_back(stage: DemoStage, able: Sequence[str]) -> None:
    """The course that is over: those who could apply came, passed and were certified three months ago."""
    cohort_id = _open_cohort(stage, OVER, -170, first_class=-130)
    _fill(stage, cohort_id, able, -150)
    teach(stage, cohort_id, (), (-149, -130), through=WEEKS)
    assess(stage, cohort_id, -96, "L3-MED-written")
    assess(stage, cohort_id, -94, "L3-MED-oral")
    finish(stage, cohort_id, -91)
    for email in able:
        with stage.act(-89, email) as uow:
            learner = learners.mine(uow)
            found = ladder.missing(uow, learner.id, OVER.level, OVER.language)
            if any(not need.met for need in found):
                continue
            asked = certifications.ask(uow, OVER.level, OVER.language)
        with stage.act(-88, MANAGER) as uow:
            granting.grant(uow, asked.id)


def go_on(stage: DemoStage, able: Sequence[str]) -> None:
    """The course under way, the one in preparation with invitations, and the one that was dismissed."""
    running = _open_cohort(stage, UNDER_WAY, -60, first_class=-20)
    _fill(stage, running, able, -40)
    teach(stage, running, (), (-39, -20), through=0)
    with stage.act(-6) as uow:
        proposal = recording.record(uow, PREPARED)
        aside = recording.record(uow, DISMISSED)
    with stage.act(-4, MANAGER) as uow:
        drafting.make_draft_cohort(uow, proposal)
        found = inviting.list_candidates(uow, desk.get(uow, proposal), "ko")
        inviting.invite(
            uow, proposal, [each.who.id for each in found if each.may_be_invited][:3], "ko"
        )
        desk.dismiss(uow, aside, WHY_NOT)


def propose_more(stage: DemoStage) -> int:
    """Some that the night has left beside those that it reckoned; how many."""
    with stage.act(0, clock="05:00") as uow:
        return len({recording.record(uow, each) for each in NEWEST})


def _fill(stage: DemoStage, cohort_id: UUID, emails: Sequence[str], days: int) -> None:
    """Enrol people, and let it go ahead however many there are."""
    enrol(stage, cohort_id, emails, days)
    pass_time(stage, days)
    with stage.act(days + 1, MANAGER) as uow:
        cohort_moves.confirm(uow, cohort_id)


def _open_cohort(stage: DemoStage, wanted: NewProposal, days: int, *, first_class: int) -> UUID:
    """Record a proposal, make a cohort of it two days later, plan its classes and announce it."""
    with stage.act(days) as uow:
        proposal = recording.record(uow, wanted)
    with stage.act(days + 2, MANAGER) as uow:
        cohort_id = drafting.make_draft_cohort(uow, proposal)
        cohort = cohorts.get(uow, cohort_id)
        length = -(-cohort.version.planned_minutes // WEEKS)
        start = stage.at(first_class, "10:00")
        facts = ClassFacts(
            title=cohort.version.course.title,
            span=Span(start, start + timedelta(minutes=length)),
            planned_minutes=length,
            trainer_id=stage.actor(TRAINER).user_id,
            room="교육실",
        )
        meetings.plan(uow, cohort_id, facts, weeks=WEEKS)
    with stage.act(days + 3, MANAGER) as uow:
        found = inviting.list_candidates(uow, desk.get(uow, proposal), "ko")
        chosen = [each.who.id for each in found if each.may_be_invited]
        if chosen:
            inviting.invite(uow, proposal, chosen, "ko")
        cohort_moves.publish(uow, cohort_id)
    return cohort_id
