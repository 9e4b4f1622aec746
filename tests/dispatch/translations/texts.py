"""An office with people who translate, and the small steps that many tests of translations take."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts.domain.ids import OrganisationId
from accounts.domain.roles import Role
from accounts.store.tables import Organisation, User
from dispatch.domain.translation_wishes import TranslationWish
from dispatch.domain.translations import TranslatedKind, TranslationMeasure, TranslationStepKind
from dispatch.service.translations import jobs, offers, work
from dispatch.store.tables import TranslationJob, TranslationOffer, TranslationStep
from foundation.database.work import UnitOfWork
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import PairToKeep, TextLanguage
from interpreters.service import translators
from interpreters.store.tables import Interpreter
from tests.dispatch.acting import acting
from tests.factories import a_coordinator, a_user, an_interpreter, an_organisation

K = TranslationStepKind


@dataclass
class Texts:
    """Everybody in it, and the transaction in which they act."""

    uow: UnitOfWork
    organisation: Organisation
    counsellor: User
    coordinator: User
    people: list[Interpreter]
    users: list[User]

    def as_counsellor(self) -> UnitOfWork:
        """The requester acts."""
        return acting(self.uow, self.counsellor)

    def at_desk(self) -> UnitOfWork:
        """The coordinator acts."""
        return acting(self.uow, self.coordinator)

    def as_person(self, n: int) -> UnitOfWork:
        """One of those who translate acts."""
        return acting(self.uow, self.users[n])

    def asked_for(self, **values: Any) -> TranslationJob:
        """A job that the requester asks for, as a wish with other `values`."""
        return jobs.ask(self.as_counsellor(), self.wish(**values))

    def wish(self, **values: Any) -> TranslationWish:
        """A wish in which nothing is wrong, but for `values`."""
        given: dict[str, Any] = {
            "organisation_id": OrganisationId(self.organisation.id),
            "source": TextLanguage.VIETNAMESE,
            "target": TextLanguage.KOREAN,
            "domain": Domain.LABOUR,
            "kind": TranslatedKind.CONTRACT,
            "measure": TranslationMeasure.PAGES,
            "amount": 4,
            "deadline_at": self.uow.now + timedelta(days=10),
            **values,
        }
        return TranslationWish(**given)

    def offered(
        self, job: TranslationJob, kind: TranslationStepKind, *people: int
    ) -> list[TranslationOffer]:
        """Some are asked for a step."""
        ids = [self.people[n].id for n in people]
        return list(offers.send(self.at_desk(), job.id, kind, ids, None))

    def taken(self, job: TranslationJob, kind: TranslationStepKind, n: int) -> None:
        """One is asked for a step and accepts."""
        (offer,) = self.offered(job, kind, n)
        offers.accept(self.as_person(n), offer.id)

    def handed_in(self, job: TranslationJob, kind: TranslationStepKind, n: int) -> None:
        """Whoever has a step hands it in."""
        step = step_of(job, kind)
        work.hand_in(self.as_person(n), step.id, version=step.rounds + 1, units=job.amount)

    def delivered(self, **values: Any) -> TranslationJob:
        """A job that the first translated and checked, and the second revised."""
        job = self.asked_for(**values)
        self.taken(job, K.TRANSLATION, 0)
        self.taken(job, K.REVISION, 1)
        for kind, n in ((K.TRANSLATION, 0), (K.CHECK, 0), (K.REVISION, 1)):
            self.handed_in(job, kind, n)
        return job


def step_of(job: TranslationJob, kind: TranslationStepKind) -> TranslationStep:
    """One step of a job."""
    return next(each for each in job.steps if each.kind is kind)


def a_translator(
    uow: UnitOfWork, name: str, user: User | None = None, **values: Any
) -> Interpreter:
    """Somebody who translates Vietnamese into Korean with a T2 certification."""
    given: dict[str, Any] = {"levels": ("L2", "T2"), **values}
    person = an_interpreter(uow, name, user=user, **given)
    pair = PairToKeep(source=TextLanguage.VIETNAMESE, target=TextLanguage.KOREAN)
    translators.add_pair(uow, person.id, pair)
    return person


def some_texts(uow: UnitOfWork, people: int = 3) -> Texts:
    """An organisation, a requester, a coordinator and some who translate."""
    organisation = an_organisation(uow)
    users = [a_user(uow, Role.INTERPRETER, organisation) for _ in range(people)]
    names = ("판 반 히에우", "응우옌 티 하인", "쩐 민 린", "레 티 호아")
    return Texts(
        uow=uow,
        organisation=organisation,
        counsellor=a_user(uow, Role.COUNSELLOR, organisation),
        coordinator=a_coordinator(uow),
        people=[a_translator(uow, names[n], users[n]) for n in range(people)],
        users=users,
    )
