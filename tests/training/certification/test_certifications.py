"""Certifications: asking for them, granting them, taking them away."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from accounts.domain.roles import Role
from foundation.database.audit import list_entries
from foundation.database.work import UnitOfWork
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict, DomainError, Forbidden, NotFound, Refused
from foundation.security.permissions import the_system
from interpreters.domain.languages import Language
from tests.factories import a_certification, a_learner, a_user, an_interpreter, as_actor
from tests.factories.certifications import a_credential
from tests.training.authority import VI, asked_for_court, change_l2
from training.domain.certifications import (
    CertificationAction,
    CertificationStatus,
    CredentialKind,
    EvidenceKind,
    Grade,
    GrantRoute,
)
from training.domain.permissions import TrainingPermission
from training.domain.requirements import FoundEvidence
from training.service.certification import certifications, credentials, evidence, granting, ladder
from training.service.certification.credentials import Claim
from training.service.certification.evidence import Ask
from training.store.tables import (
    SchemeVersion,
)

S = CertificationStatus


def test_a_verified_credential_is_asked_for_granted_told_and_recorded(uow: UnitOfWork) -> None:
    asked = asked_for_court(uow)
    assert (asked.status, asked.valid_from) == (S.PENDING, None)

    granted = granting.grant(uow, asked.id)

    assert (granted.status, granted.route, granted.grade) == (
        S.GRANTED,
        GrantRoute.EXTERNAL,
        Grade.FULL,
    )
    assert (granted.valid_from, granted.valid_until) == (date(2026, 11, 23), date(2028, 11, 23))
    assert granted.approved_by_name == "system"
    assert [one.kind for one in granted.evidence] == [EvidenceKind.CREDENTIAL]
    actions = [event.action for event in certifications.events_of(uow, granted)]
    assert sorted(actions) == [CertificationAction.ASKED, CertificationAction.GRANTED]
    names = [entry.name for entry in list_entries(uow.db, subject=str(granted.id))]
    assert names == ["certification.granted", "certification.asked"]
    (letter,) = uow.db.scalars(
        sa.select(Message).where(Message.about == f"certification:{granted.id}")
    )
    assert letter.to == "hanh@ieum.example"
    assert letter.subject == "You are certified: Court interpreter"
    assert "2028-11-22" in letter.body
    held = certifications.held_by(uow, [granted.learner.interpreter_id or UUID(int=0)])
    assert {h.level for found in held.values() for h in found} == {"L2", "X-COURT"}


def test_a_credential_counts_only_once_somebody_else_has_seen_it(uow: UnitOfWork) -> None:
    manager = a_user(uow, Role.TRAINING_MANAGER)
    own = replace(uow, actor=as_actor(uow, manager))
    wish = Claim(
        kind=CredentialKind.COURT,
        language=VI,
        score=90,
        number="C-2026-17",
        issued_on=date(2026, 3, 2),
    )
    mine = credentials.claim(own, wish)
    ask = Ask(scheme="X-COURT", language=VI, route=GrantRoute.EXTERNAL, credential_id=mine.id)

    with pytest.raises(Refused, match="your own credential"):
        credentials.verify(own, mine.id)
    with pytest.raises(Refused, match="Nobody has seen the original"):
        certifications.ask_for(uow, mine.learner_id, ask)
    assert "C-2026-17" not in mine.encrypted_number
    assert credentials.number_of(uow, mine) == "C-2026-17"

    credentials.verify(uow, mine.id)
    with pytest.raises(Conflict, match="already"):
        credentials.verify(uow, mine.id)
    asked = certifications.ask_for(uow, mine.learner_id, ask)
    with pytest.raises(Refused, match="their own certification"):
        granting.grant(own, asked.id)


def test_a_credential_found_wrong_suspends_what_rests_on_it(uow: UnitOfWork) -> None:
    granted = granting.grant(uow, asked_for_court(uow).id)
    (proof,) = granted.evidence
    assert proof.reference is not None

    credentials.turn_down(uow, proof.reference, reason="the number is not in the court's list")

    assert certifications.get(uow, granted.id).status is S.SUSPENDED


def test_a_score_below_the_schemes_own_is_not_enough(uow: UnitOfWork) -> None:
    learner = a_learner(uow)
    wish = Claim(kind=CredentialKind.COURT, language=VI, score=79, issued_on=date(2026, 3, 2))
    weak = a_credential(uow, learner.id, wish)
    credentials.verify(uow, weak.id)

    ask = Ask(scheme="X-COURT", language=VI, route=GrantRoute.EXTERNAL, credential_id=weak.id)
    with pytest.raises(Refused, match="Still missing"):
        certifications.ask_for(uow, learner.id, ask)


def test_by_the_ladder_everything_must_be_met(uow: UnitOfWork) -> None:
    user = a_user(uow, Role.TRAINEE)
    learner = a_learner(uow, user)
    own = replace(uow, actor=as_actor(uow, user))

    with pytest.raises(Refused, match="Still missing: topik"):
        certifications.ask(own, "L1", VI)
    with pytest.raises(Refused, match="Choose a language"):
        certifications.ask(own, "L1", None)
    lacking = [need for need in ladder.missing(uow, learner.id, "L1", VI) if not need.met]
    assert len(lacking) == 5


def test_whoever_has_everything_asks_alone_and_the_grant_looks_again(uow: UnitOfWork) -> None:
    rules = [{"kind": "holds", "any": ["L1"]}, {"kind": "vetting"}]
    change_l2(uow, rules=rules)
    user = a_user(uow, Role.INTERPRETER)
    hanh = an_interpreter(uow, user=user, levels=("L1",), vetted_until=uow.today)
    own = replace(uow, actor=as_actor(uow, user))

    asked = certifications.ask(own, "L2", VI)
    with pytest.raises(Conflict, match="already applied"):
        certifications.ask(own, "L2", VI)
    tomorrow = replace(uow, now=uow.now + timedelta(days=1))
    with pytest.raises(Refused, match="Still missing: Background check"):
        granting.grant(tomorrow, asked.id)
    granted = granting.grant(uow, asked.id)

    kinds = {one.kind for one in granted.evidence}
    assert kinds == {EvidenceKind.CERTIFICATION, EvidenceKind.VETTING}
    assert certifications.levels_held(uow, [hanh.id])[hanh.id] == ["L1", "L2"]


def test_recognition_is_only_for_languages_without_an_assessor(uow: UnitOfWork) -> None:
    learner = a_learner(uow, language="lo")
    wish = Ask(scheme="L2", language=Language.LAO, route=GrantRoute.RECOGNITION, note="portfolio")
    with pytest.raises(Refused, match="not given by recognition"):
        certifications.ask_for(uow, learner.id, wish)

    assessor = a_user(uow, Role.ASSESSOR)
    an_interpreter(uow, languages=("lo",), user=assessor)
    with pytest.raises(Refused, match="There is an assessor"):
        certifications.ask_for(uow, learner.id, replace(wish, scheme="R2"))
    assessor.active = False
    uow.db.flush()
    with pytest.raises(Refused, match="Still missing: Course for Provisional interpreter"):
        certifications.ask_for(uow, learner.id, replace(wish, scheme="R2"))


def test_the_way_for_veterans_is_open_until_its_date(uow: UnitOfWork) -> None:
    learner = a_learner(uow)
    wish = Ask(scheme="L2", language=VI, route=GrantRoute.GRANDFATHERED, note="served since 2014")
    with pytest.raises(Refused, match="is closed"):
        certifications.ask_for(uow, learner.id, wish)

    change_l2(uow, renewal={"grandfathered_until": "2026-11-23"})
    with pytest.raises(Refused, match="Say what this rests on"):
        certifications.ask_for(uow, learner.id, replace(wish, note=" "))
    granted = granting.grant(uow, certifications.ask_for(uow, learner.id, wish).id)

    assert granted.route is GrantRoute.GRANDFATHERED
    assert [(e.kind, e.note) for e in granted.evidence] == [
        (EvidenceKind.PORTFOLIO, "served since 2014")
    ]


def test_the_ladder_is_laid_once_and_what_the_centre_changed_stays(uow: UnitOfWork) -> None:
    assert ladder.seed(uow) == 0
    change_l2(uow, validity_months=24)

    assert ladder.seed(uow) == 0
    assert ladder.in_force(uow, "L2").validity_months == 24
    assert [v.number for v in ladder.list_versions(uow, "L2")] == [2, 1]
    with pytest.raises(DBAPIError, match="append_only"):
        uow.db.execute(sa.update(SchemeVersion).values(validity_months=1))


def test_a_version_in_force_later_does_not_count_yet(uow: UnitOfWork) -> None:
    change_l2(uow, in_force_from=uow.today + timedelta(days=1), validity_months=24)

    assert ladder.in_force(uow, "L2").validity_months == 36
    assert ladder.in_force(uow, "L2", uow.today + timedelta(days=1)).validity_months == 24
    for wrong, field in (
        ({"in_force_from": uow.today - timedelta(days=1)}, "in_force_from"),
        ({"in_force_from": uow.today}, "in_force_from"),
        ({"in_force_from": uow.today + timedelta(days=9), "validity_months": 0}, "validity_months"),
        ({"in_force_from": uow.today + timedelta(days=9), "window_days": 9999}, "window_days"),
    ):
        with pytest.raises(Refused) as refused:
            change_l2(uow, **wrong)
        assert list(refused.value.problems) == [field]


def test_suspended_reinstated_and_revoked_each_with_a_reason(uow: UnitOfWork) -> None:
    who = an_interpreter(uow, levels=()).id
    held = a_certification(uow, who)
    until = held.valid_until

    with pytest.raises(Refused, match="Enter a reason"):
        granting.suspend(uow, held.id, reason=" ")
    granting.suspend(uow, held.id, reason="complaint 12")
    assert certifications.held_by(uow, [who]) == {}
    assert granting.reinstate(uow, held.id, reason="unfounded").valid_until == until
    assert granting.revoke(uow, held.id, reason="complaint 13").status is S.REVOKED

    for act in (granting.suspend, granting.reinstate, granting.revoke):
        with pytest.raises(Conflict):
            act(uow, held.id, reason="once more")
    with pytest.raises(Conflict, match="decided already"):
        granting.grant(uow, held.id)


def test_a_better_grade_takes_the_place_of_a_weaker_one(uow: UnitOfWork) -> None:
    who = an_interpreter(uow, levels=())
    semi = a_certification(uow, who.id, level="X-COURT", grade=Grade.SEMI)
    wish = Claim(kind=CredentialKind.COURT, language=VI, score=84, issued_on=date(2026, 3, 2))
    credential = a_credential(uow, semi.learner_id, wish)
    credentials.verify(uow, credential.id)
    ask = Ask(scheme="X-COURT", language=VI, route=GrantRoute.EXTERNAL, credential_id=credential.id)

    full = granting.grant(uow, certifications.ask_for(uow, semi.learner_id, ask).id)

    assert full.grade is Grade.FULL
    assert certifications.get(uow, semi.id).status is S.SUPERSEDED
    with pytest.raises(Conflict, match="held already"):
        certifications.ask_for(uow, semi.learner_id, ask)


def test_what_is_given_once_is_not_given_again(uow: UnitOfWork) -> None:
    who = an_interpreter(uow, levels=()).id
    old = a_certification(
        uow,
        who,
        level="L1",
        valid_from=uow.today - timedelta(days=400),
        valid_until=uow.today - timedelta(days=35),
    )
    with pytest.raises(Conflict, match="given once"):
        certifications.ask_for(uow, old.learner_id, Ask(scheme="L1", language=VI))
    with pytest.raises(Refused, match="given once"):
        granting.renew(uow, old.id)


def test_only_whoever_decides_decides_and_only_the_person_or_the_office_reads(
    uow: UnitOfWork,
) -> None:
    user = a_user(uow, Role.INTERPRETER)
    mine = a_certification(uow, an_interpreter(uow, user=user, levels=()).id)
    foreign = a_certification(uow, an_interpreter(uow, levels=()).id)
    own = replace(uow, actor=as_actor(uow, user))
    reader = replace(uow, actor=the_system("reader", [TrainingPermission.CERTIFICATION_READ]))

    assert certifications.get(own, mine.id).id == mine.id
    for act in (
        lambda: certifications.get(own, foreign.id),
        lambda: certifications.list_of_interpreter(own, foreign.learner.interpreter_id or mine.id),
        lambda: certifications.search(own),
        lambda: granting.grant(reader, mine.id),
        lambda: granting.suspend(reader, mine.id, reason="x"),
        lambda: granting.revoke(own, mine.id, reason="x"),
        lambda: certifications.ask_for(own, mine.learner_id, Ask(scheme="L2", language=VI)),
        lambda: credentials.list_to_verify(reader),
        lambda: ladder.seed(reader),
    ):
        with pytest.raises((Forbidden, DomainError)) as refused:
            act()
        # What is somebody else's looks like what does not exist.
        assert isinstance(refused.value, Forbidden | NotFound)


def test_evidence_of_any_kind_is_kept_with_its_note(uow: UnitOfWork) -> None:
    asked = asked_for_court(uow)

    evidence.record_evidence(uow, asked, [FoundEvidence(EvidenceKind.VETTING, None, "2027-01-01")])

    kinds = {one.kind for one in certifications.reread(uow, asked).evidence}
    assert kinds == {EvidenceKind.CREDENTIAL, EvidenceKind.VETTING}
