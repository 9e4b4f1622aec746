"""Translations of the demo: forty jobs in every state, in four organisations, with small invented documents."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import IntEnum
from itertools import count

from accounts.domain.ids import OrganisationId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.translation_wishes import TranslationWish
from dispatch.domain.translations import (
    CorrectionReason,
    NoTranslationReason,
    TranslatedKind,
    TranslationMeasure,
    TranslationStepKind,
)
from dispatch.service.translations import answering, jobs, offers, reading, waves, work
from dispatch.store.tables import TranslationJob
from foundation.database.work import UnitOfWork
from foundation.files.counting import count_file
from foundation.files.keeping import ExaminedFile
from foundation.security.permissions import Actor
from foundation.tables.rows import Row
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Domain
from interpreters.domain.standing import Employment
from interpreters.domain.translators import PairToKeep, TextLanguage
from interpreters.service import directory, translators
from scheduling.domain.states import CancelReason
from training.service.certification import imports

JOBS = 40
K = TranslationStepKind
DOMAINS = (Domain.LABOUR, Domain.LEGAL, Domain.IMMIGRATION, Domain.EDUCATION)
KINDS = tuple(TranslatedKind)
TEXT = "이 문서는 시연을 위해 지어낸 글입니다. 실제 사람이나 사건과 관계가 없습니다.\n"
PEOPLE_EACH = 3


class Story(IntEnum):
    """How far a job of the demo has come."""

    ASKED_FOR = 0
    OFFERED = 1
    FOUND = 2
    BEGUN = 3
    REVISING = 4
    HANDED_OVER = 5
    ACCEPTED = 6
    CANCELLED = 7


OVER = frozenset({Story.ACCEPTED, Story.CANCELLED})
# Days between one job and the next of the same story.
RUNNING_EVERY, OVER_EVERY = 3, 20


@dataclass(frozen=True)
class DemoTranslator:
    """Somebody who translates in the demo, and who that is for the app."""

    id: InterpreterId
    actor: Actor


@dataclass
class DemoTexts:
    """Plays the jobs: everybody acts at the time of their story, in one transaction."""

    uow: UnitOfWork
    desk: Actor
    requesters: Sequence[Actor]
    people: dict[TextLanguage, Sequence[DemoTranslator]]

    def play(self) -> int:
        """Play them all; how many."""
        for language, people in self.people.items():
            self._give_pairs(language, people)
        for n in range(JOBS):
            self._play(n)
        return JOBS

    def _give_pairs(self, language: TextLanguage, people: Sequence[DemoTranslator]) -> None:
        at_desk = replace(self.uow, actor=self.desk)
        for n, person in enumerate(people):
            for source, target in (
                (language, TextLanguage.KOREAN),
                (TextLanguage.KOREAN, language),
            ):
                pair = PairToKeep(source=source, target=target, words_per_day=1500 + 500 * n)
                translators.add_pair(at_desk, person.id, pair)

    def _at(self, days: float, who: Actor) -> UnitOfWork:
        return replace(self.uow, now=self.uow.now + timedelta(days=days), actor=who)

    def _play(self, n: int) -> None:
        languages = list(self.people)
        language = languages[n % len(languages)]
        people, requester = (
            self.people[language],
            self.requesters[(n + n // len(Story)) % len(self.requesters)],
        )
        story, round_no = Story(n % len(Story)), n // len(Story)
        # What is over lies back some months, so that it is paid by now.
        ago = 1 + round_no * (OVER_EVERY if story in OVER else RUNNING_EVERY)
        days = count()
        job = self._asked(n, language, self._at(-ago, requester))
        if story is Story.ASKED_FOR:
            if n // len(Story) % 2:
                waves.start(self._at(0, self.desk), job.id, K.TRANSLATION)
            return
        at_desk = self._at(-ago + 0.1, self.desk)
        first, second = people[n % len(people)], people[(n + 1) % len(people)]
        sent = offers.send(at_desk, job.id, K.TRANSLATION, [first.id, second.id], None)
        if story is Story.OFFERED:
            offers.decline(
                self._at(-ago + 0.2, second.actor), sent[-1].id, NoTranslationReason.NO_TIME
            )
            return
        offers.accept(self._at(-ago + 0.2, first.actor), sent[0].id)
        if story is Story.FOUND:
            return
        (asked,) = offers.send(at_desk, job.id, K.REVISION, [second.id], None)
        offers.accept(self._at(-ago + 0.3, second.actor), asked.id)
        work.begin(self._at(-ago + 0.3, first.actor), reading.step_named(job, K.TRANSLATION).id)
        if story is Story.BEGUN:
            return
        for kind, who in ((K.TRANSLATION, first), (K.CHECK, first), (K.REVISION, second)):
            if story is Story.REVISING and kind is K.REVISION:
                return
            self._hand_in(job, kind, who, -ago + 0.4 + next(days) / 10)
        self._end(job, story, self._at(-ago + 0.8, requester))

    def _end(self, job: TranslationJob, story: Story, requester: UnitOfWork) -> None:
        if story is Story.CANCELLED:
            jobs.cancel(requester, job.id, CancelReason.NOT_NEEDED)
        elif story is Story.ACCEPTED:
            answering.accept_delivery(requester, job.id)
        elif story is Story.HANDED_OVER and job.reference.endswith(("5", "1")):
            answering.ask_for_correction(
                requester, job.id, CorrectionReason.NAMES_NUMBERS, "2쪽 날짜가 원문과 달라요."
            )

    def _asked(self, n: int, language: TextLanguage, requester: UnitOfWork) -> TranslationJob:
        (organisation, *_) = sorted(
            requester.actor.organisations_for(DispatchPermission.TRANSLATION_ASK)
        )
        into = n % 2 == 0
        wish = TranslationWish(
            organisation_id=OrganisationId(organisation),
            source=language if into else TextLanguage.KOREAN,
            target=TextLanguage.KOREAN if into else language,
            domain=DOMAINS[n % len(DOMAINS)],
            kind=KINDS[n % len(KINDS)],
            measure=TranslationMeasure.PAGES,
            amount=1 + n % 6,
            deadline_at=requester.now + timedelta(days=10 + n % 7),
            certified=n % 5 == 0,
            case_code=f"TR-2026-{n + 1:04}",
        )
        return jobs.ask(requester, wish, [_a_text(f"시연-원문-{n + 1:02}.txt")])

    def _hand_in(
        self, job: TranslationJob, kind: TranslationStepKind, who: DemoTranslator, days: float
    ) -> None:
        step = reading.step_named(job, kind)
        texts = (
            [] if kind is not K.TRANSLATION else [_a_text(f"시연-{job.reference}-{kind.value}.txt")]
        )
        work.hand_in(self._at(days, who.actor), step.id, version=1, units=job.amount, texts=texts)


def find_translators(
    uow: UnitOfWork, actor_of: Callable[[str], Actor]
) -> dict[TextLanguage, Sequence[DemoTranslator]]:
    """Some with an account in each language, who are given the certification T2 by the office."""
    found: dict[TextLanguage, Sequence[DemoTranslator]] = {}
    rows: list[Row] = []
    for language in (TextLanguage.VIETNAMESE, TextLanguage.CHINESE, TextLanguage.RUSSIAN):
        able = [
            each
            for each in directory.list_active(uow)
            if each.user_id is not None
            and any(s.language is language.spoken for s in each.languages)
        ]
        # Freelancers first, so that there is something to pay.
        able.sort(key=lambda each: each.employment is Employment.STAFF)
        spoken = able[:PEOPLE_EACH]
        rows += [
            Row(
                len(rows) + 1,
                defaultdict(
                    str,
                    interpreter=each.code,
                    scheme="T2",
                    language=language.value,
                    valid_from=str(uow.today - timedelta(days=200)),
                ),
            )
            for each in spoken
        ]
        found[language] = [
            DemoTranslator(each.id, actor_of(directory.email_of(uow, each))) for each in spoken
        ]
    assert not imports.load(uow, rows)
    return found


def _a_text(name: str) -> ExaminedFile:
    content = TEXT.encode()
    return ExaminedFile(content, name, count_file(content, name))
