"""The demo's papers: names checked and waiting, certificates, one issued again, a renewal that is due."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from accounts.domain.roles import Role
from foundation.database.work import UnitOfWork
from training.domain.certifications import CertificationStatus
from training.domain.names import Names
from training.service.certification import balances, certifications, granting, renewal
from training.service.certification.balances import Balance
from training.service.demo.catalogue import MANAGER
from training.service.demo.stage import DemoStage
from training.service.documents import names, register_certificates
from training.service.people import learners

HANH = "hanh@ieum.example"
# As a machine's clock gives it: no paper is issued at a full second.
MICROSECONDS = timedelta(seconds=23, microseconds=417_305)
LATIN, OWN = "NGUYEN THI HANH", "Nguyễn Thị Hạnh"
ENOUGH = Balance(
    practice_hours=64,
    practice_sessions=71,
    ethics=12,
    skills=16,
    performance=12,
    note="예전 인증 대장",
)


def play(stage: DemoStage, certified: Sequence[str]) -> None:
    """Give people papers, through the services of the office; two of the certified lose theirs."""
    with stage.act(-9, HANH) as uow:
        _to_the_microsecond(uow)
        for held in register_certificates.lacking_certificates(uow, learners.mine(uow)):
            register_certificates.issue_own_certificate(uow, held.id)
    _names(stage)
    _taken_away(stage, certified)
    _renewable(stage)


def _names(stage: DemoStage) -> None:
    """Hanh's names are checked and her certificate issued again; another person's wait."""
    with stage.act(-8, HANH) as uow:
        full_name = learners.mine(uow).full_name
        entry = names.enter(uow, Names(full_name, "NGUYEN TI HANH", OWN)).id
    with stage.act(-7, MANAGER) as uow:
        _to_the_microsecond(uow)
        names.check(uow, entry, Names(full_name, LATIN, OWN), reissue=True)
    other = next(one for one in stage.addresses(Role.INTERPRETER) if one != HANH)
    with stage.act(-1, other) as uow:
        names.enter(uow, Names(learners.mine(uow).full_name, "EXAMPLE PERSON"))


def _taken_away(stage: DemoStage, certified: Sequence[str]) -> None:
    """A certification of a spare one is suspended, another revoked: each with its certificate."""
    for deed, place in ((granting.suspend, 0), (granting.revoke, 1)):
        email = certified[place]
        with stage.act(-6, MANAGER) as uow:
            held = _granted(uow, email)
            if held is not None:
                deed(uow, held, reason="서류 확인이 필요해요")


def _granted(uow: UnitOfWork, email: str) -> UUID | None:
    found = certifications.search(uow, statuses=[CertificationStatus.GRANTED])
    for held in uow.db.scalars(found).unique():
        if held.learner.user is not None and held.learner.user.email == email:
            return held.id
    return None


def _renewable(stage: DemoStage) -> None:
    """Whoever's certification ends first has brought enough elsewhere and can hand the renewal in."""
    for email in stage.addresses(Role.INTERPRETER):
        with stage.act(-1, email) as uow:
            due = renewal.due_to_me(uow)
        if due:
            with stage.act(-1, MANAGER) as uow:
                for one in due:
                    balances.enter(uow, one.certification_id, ENOUGH)
            return


def _to_the_microsecond(uow: UnitOfWork) -> None:
    uow.now += MICROSECONDS
