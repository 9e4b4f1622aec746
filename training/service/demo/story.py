"""Half a year of the demo's school: five courses, thirteen cohorts in every state, sixty trainees."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid4

from accounts.domain.roles import Role
from accounts.service import memberships, organisations, users
from foundation.database.work import Office
from foundation.times.spans import Span
from interpreters.domain.languages import Language, Level
from interpreters.domain.standing import MoveReason, Standing
from interpreters.service import directory, roster
from training.domain.certifications import CredentialKind
from training.domain.practicum import PracticumKind
from training.domain.renewal import CpdArea
from training.service.assessment import instruments
from training.service.certification import certifications, credentials, granting, ladder
from training.service.certification.credentials import Claim
from training.service.demo import desk, papers, proposals, soon
from training.service.demo.acts import assess, enrol, finish, half_assess, teach
from training.service.demo.catalogue import (
    MANAGER,
    DemoCohort,
    announce,
    open_courses,
    pass_time,
    prepare,
)
from training.service.demo.people import Beginner, beginners
from training.service.demo.stage import DemoStage
from training.service.enrolment import applications, enrolments
from training.service.enrolment.applications import Asking
from training.service.ledger import points
from training.service.people import learners
from training.service.practicum import mentoring, practicum
from training.service.teaching import cohort_moves

BEGINNERS = 57  # with the three trainees of docs/examples they are sixty
ADMIN = "admin@ieum.example"
AT_WORK = 3  # mentor pairs that have begun
SPEAKING = 2  # assessors for each of the languages that have enough experienced interpreters
FIRST, NOW, COMING = slice(0, 12), slice(12, 28), slice(28, 46)


def play(office: Office) -> int:
    """Play the demo's school up to today, through the services of the office; how many cohorts."""
    stage = DemoStage(office)
    people = beginners(BEGINNERS)
    with stage.act(-240) as uow:
        ladder.seed(uow)
        instruments.seed(uow)
    _let_in(stage, people)
    _name_assessors(stage)
    made = open_courses(stage, -215)

    staff = announce(
        stage, made["STAFF"], _run("STAFF", -200, -199, -190, -185, 1, 20, online=True)
    )
    counsellors = stage.addresses(Role.COUNSELLOR)[:10]
    teach(stage, staff, counsellors, (-198, -185), through=1)
    assess(stage, staff, -184, "S1-quiz")
    finish(stage, staff, -180)
    _certify(stage, counsellors, "S1", -178)

    first = announce(stage, made["BASIC"], _run("BASIC", -210, -209, -196, -190, 6, 12))
    pupils = [person.email for person in people[FIRST]]
    teach(stage, first, pupils, (-205, -190), through=6)
    for instrument in ("L1-written", "ethics", "L1-role-play"):
        assess(stage, first, -150, instrument)
    finish(stage, first, -140)
    provisional = _certify(stage, pupils, "L1", -135)

    proposals.look_back(stage, _able(stage, 3, "L3-MED", Language.VIETNAMESE))

    community = announce(stage, made["COMMUNITY"], _run("COMMUNITY", -80, -79, -60, -50, 5, 10))
    teach(stage, community, provisional[:8], (-75, -50), through=5)
    pass_time(stage, -20)
    half_assess(stage, community, -10, "L2-oral")
    _pair(stage, [soon.TRAINEES[0], *provisional[:4]])

    running = announce(
        stage, made["BASIC"], _run("BASIC", -50, -49, -30, -21, 6, 16, city="hwaseong")
    )
    teach(stage, running, [person.email for person in people[NOW]], (-45, -21), through=3)

    desk.leave_to_score(stage, running)

    full = _run("BASIC", -14, -13, 14, 28, 6, 12, city="siheung", quotas=(("vi", 3),))
    waiting = announce(stage, made["BASIC"], full)
    enrol(stage, waiting, [person.email for person in people[COMING]], -10)
    with stage.act(-1, people[COMING][0].email) as uow:
        own = enrolments.enrol(uow, waiting)
        enrolments.withdraw(uow, own.id)

    labour = announce(stage, made["LABOUR"], _run("LABOUR", -40, -39, -8, 6, 5, 15, minimum=2))
    enrol(stage, labour, _able(stage, 8), -20)
    announce(stage, made["MEDICAL"], _run("MEDICAL", -2, 5, 30, 40, 8, 24, city="bucheon"))
    prepare(stage, made["COMMUNITY"], _run("COMMUNITY", -1, 20, 50, 60, 5, 16))
    screened = _run("COMMUNITY", -6, -5, 12, 30, 5, 12, city="bucheon", screening=True)
    chosen = announce(stage, made["COMMUNITY"], screened)
    pass_time(stage, -4)
    desk.leave_to_decide(stage, chosen, provisional[8:10], -3)
    called_off = announce(
        stage, made["LABOUR"], _run("LABOUR", -30, -29, 10, 20, 5, 12, city="gimpo")
    )
    with stage.act(-3, MANAGER) as uow:
        cohort_moves.cancel(uow, called_off, "신청이 적어 다음 기수와 합쳐요")
    soon.play(stage, made["COMMUNITY"])
    _now(stage, provisional)
    return 13


def _now(stage: DemoStage, provisional: Sequence[str]) -> None:
    """What dispatch had proposed, further training, and papers."""
    proposals.go_on(stage, provisional[8:])
    _further_training(stage)
    papers.play(stage, provisional[-2:])
    pass_time(stage, 0, "00:30")


def _run(course: str, *days: int, **more: object) -> DemoCohort:
    announced, opens, closes, first_class, classes, capacity = days
    return DemoCohort(
        course=course,
        announced=announced,
        opens=opens,
        closes=closes,
        first_class=first_class,
        classes=classes,
        capacity=capacity,
        **more,  # pyright: ignore[reportArgumentType]  the rest of a run
    )


def _let_in(stage: DemoStage, people: Sequence[Beginner]) -> None:
    """Everybody asks to become an interpreter, becomes a trainee and shows a TOPIK certificate."""
    for number, person in enumerate(people):
        with stage.act(-230) as uow:
            applications.ask(
                uow,
                Asking(
                    full_name=person.name,
                    email=person.email,
                    city=person.city,
                    phone_number=f"010-0000-{1000 + number}",
                    languages=[person.language],
                    level=Level.NATIVE,
                    consent=applications.CONSENT_VERSION,
                ),
            )
        if number >= COMING.stop:
            continue  # the newest have only asked
        with stage.act(-225) as uow:
            user = users.find_user_by_email(uow, person.email)
            entry = directory.find_by_user(uow, user.id) if user else None
            assert entry is not None
            roster.move(
                uow, entry.id, Standing.TRAINEE, reason=MoveReason.CHECKED, version=entry.version
            )
        with stage.act(-222, person.email) as uow:
            learners.sign_pledge(uow)
            claim = Claim(
                kind=CredentialKind.TOPIK,
                score=4 + number % 3,
                issuer="국립국제교육원",
                issued_on=date(uow.today.year - 1, 5, 20),
            )
            claimed = credentials.claim(uow, claim)
        with stage.act(-220, MANAGER) as uow:
            credentials.verify(uow, claimed.id)


def _name_assessors(stage: DemoStage) -> None:
    """Two experienced interpreters with an account for each language assess; some have fewer."""
    with stage.act(-220, ADMIN) as uow:
        named: dict[Language, int] = {}
        centre = organisations.list_organisations(uow)[0]
        for user in users.list_with_role(uow, Role.INTERPRETER):
            entry = directory.find_by_user(uow, user.id)
            language = entry.languages[0].language if entry and entry.languages else None
            if language is None or named.get(language, 0) >= SPEAKING:
                continue
            named[language] = named.get(language, 0) + 1
            memberships.add(uow, user, centre.id, Role.ASSESSOR)
    stage.forget()


def _certify(stage: DemoStage, emails: Sequence[str], code: str, days: int) -> list[str]:
    """Whoever has everything asks and is granted it; the last one asks today and still waits."""
    granted: list[str] = []
    for email in emails:
        is_last = email == emails[-1]
        with stage.act(0 if is_last else days, email, "09:00") as uow:
            learner = learners.mine(uow)
            language = learner.language
            if any(not need.met for need in ladder.missing(uow, learner.id, code, language)):
                continue
            asked = certifications.ask(uow, code, language)
        if not is_last:
            with stage.act(days + 3, MANAGER) as uow:
                granting.grant(uow, asked.id)
            granted.append(email)
    return granted


def _able(
    stage: DemoStage, most: int, level: str = "L3-LAB", language: Language | None = None
) -> list[str]:
    """Interpreters with an account who could learn for a level; of one language, if given."""
    found: list[str] = []
    for email in stage.addresses(Role.INTERPRETER):
        if len(found) == most:
            break
        with stage.act(-20, email) as uow:
            learner = learners.mine(uow)
            learners.sign_pledge(uow)
            held = {one.scheme.code for one in certifications.list_of_learner(uow, learner)}
        if language is not None and learner.language is not language:
            continue
        if "L2" in held and level not in held:
            found.append(email)
    return found


def _pair(stage: DemoStage, emails: Sequence[str]) -> None:
    """Mentor pairs: the first three have begun their practicum, the others wait for an answer."""
    for place, email in enumerate(emails):
        with stage.act(-12, MANAGER) as uow:
            user = users.find_user_by_email(uow, email)
            entry = directory.find_by_user(uow, user.id) if user else None
            if entry is None:
                continue
            language = entry.languages[0].language
            able = [
                one.learner
                for one in mentoring.list_able(uow)
                if language in one.languages and one.learner.user_id and one.learner.interpreter_id
            ]
            if not able or able[0].interpreter_id is None:
                continue
            pair = mentoring.arrange(
                uow, able[0].interpreter_id, entry.id, language=language, starts_on=uow.today
            )
            mentor = users.find_user(uow, able[0].user_id) if able[0].user_id else None
        if place >= AT_WORK or mentor is None:
            continue
        for one in (email, mentor.email):
            with stage.act(-11, one) as uow:
                mentoring.agree(uow, pair.id)
        for number in range(5 - place):
            span = Span(stage.at(-10 + number, "10:00"), stage.at(-10 + number, "12:00"))
            with stage.act(-10 + number) as uow:
                session = uuid4()
                kept = mentoring.get(uow, pair.id)
                practicum.plan(uow, kept, session, PracticumKind.OBSERVE, span)
            with stage.act(-10 + number, clock="13:00") as uow:
                practicum.mark_held(uow, pair.id, session)
            with stage.act(-9 + number, mentor.email) as uow:
                for entry_to_confirm in practicum.list_to_confirm(uow):
                    practicum.confirm(uow, entry_to_confirm.id, 120)


def _further_training(stage: DemoStage) -> None:
    """Some interpreters claim points that nobody has looked at yet."""
    for place, email in enumerate(stage.addresses(Role.INTERPRETER)[:3]):
        with stage.act(-2, email) as uow:
            points.claim(
                uow,
                area=list(CpdArea)[place],
                points=2 + place,
                title="경기 예시 통역사 보수교육",
                done_on=uow.today - timedelta(days=20),
            )
