"""Fixes put into effect: each kind from the button to the offer, refused once it no longer holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from accounts.service import organisations
from dispatch.domain.states import AssignmentState, OfferState
from dispatch.service.explain.candidates import read_question
from dispatch.service.explain.fix_search import Fix
from dispatch.service.explain.fixes import one_change_fixes
from dispatch.service.plans import undo
from dispatch.service.repairs import fixes_applied
from dispatch.service.repairs.fixes_applied import Effect
from dispatch.service.slots import offers, offers_log
from dispatch.store.tables import Assignment, Offer, PlanSending
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict, DomainError
from foundation.security.permissions import Actor
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality
from scheduling.domain.proposals import ProposalState
from scheduling.domain.states import CancelReason, SessionState
from scheduling.service import proposals, requests
from scheduling.service.reading import need_of
from scheduling.store.tables import ChangeProposal, CounsellingSession, Request
from tests import factories as make
from tests.dispatch.planned import SYSTEM, someone
from tests.factories.dispatch import a_signed_up_interpreter, an_assignment
from tests.threads import at_once


def as_coordinator(office: Office) -> Actor:
    with begin(office, SYSTEM) as uow:
        return make.as_actor(uow, make.a_coordinator(uow))


def as_requester(office: Office, session: CounsellingSession) -> Actor:
    with reading(office, SYSTEM) as uow:
        return make.as_actor(uow, session.request.requester)


def fix_of(office: Office, session: CounsellingSession, kind: str) -> Fix:
    """The fix of a kind as the panel shows it."""
    with reading(office, SYSTEM) as uow:
        question = read_question(uow, session.id)
        found = one_change_fixes(question, question.others(), organisations.list_sites(uow))
    return next(fix for fix in found if fix.kind == kind)


def press(office: Office, session: CounsellingSession, fix: Fix) -> fixes_applied.Done:
    """Press its button, as a coordinator."""
    action = {name: str(value) for name, value in fix.action.items()}
    with begin(office, as_coordinator(office)) as uow:
        return fixes_applied.put_into_effect(uow, session.id, fix.kind, action)


def answer(office: Office, session: CounsellingSession, *, yes: bool = True) -> ChangeProposal:
    """The requester's answer to the question that is open."""
    with begin(office, as_requester(office, session)) as uow:
        asked = uow.db.scalars(sa.select(ChangeProposal)).one()
        return (proposals.accept if yes else proposals.refuse)(uow, asked.id)


def rows(office: Office) -> list[Offer]:
    with reading(office, SYSTEM) as uow:
        return list(uow.db.scalars(sa.select(Offer).order_by(Offer.sent_at)))


def session_now(uow: UnitOfWork, session: CounsellingSession) -> tuple[CounsellingSession, Request]:
    found = uow.db.get_one(CounsellingSession, session.id)
    return found, uow.db.get_one(Request, found.request_id)


def for_kind(uow: UnitOfWork, kind: str) -> CounsellingSession:
    """A session that the fix of this kind would fill."""
    if kind == "shift":
        someone(uow, name="나중")
        return make.a_session(uow, start="08:30")
    if kind == "modality":
        someone(uow, modalities=("phone",))
        return make.a_session(uow)
    if kind == "language":
        someone(uow, languages=("ru",))
        return make.a_session(uow, language="uz")
    if kind == "level":
        someone(uow, levels=("L2",))
        return make.a_session(uow, domain="labour")
    someone(uow, city="suwon", max_travel_km=3, modalities=("on_site",))
    host = make.an_organisation(uow, city="suwon")
    make.a_user(uow, Role.ORGANISATION_ADMIN, host)
    make.a_site(uow, organisation=host, city="suwon")
    return make.a_session(uow)


@pytest.mark.parametrize("kind", ["shift", "modality", "language", "level", "organisation"])
def test_a_yes_of_the_requester_applies_it_and_asks_whoever_was_found(
    office: Office, kind: str
) -> None:
    with begin(office, SYSTEM) as uow:
        session = for_kind(uow, kind)
    fix = fix_of(office, session, kind)
    assert press(office, session, fix).effect is Effect.REQUESTER_ASKED
    assert rows(office) == []
    answer(office, session)
    (offer,) = rows(office)
    assert str(offer.interpreter_id) == fix.action["interpreter_id"]
    with reading(office, SYSTEM) as uow:
        now, request = session_now(uow, session)
        assert now.state is SessionState.PLANNED
        as_asked: dict[str, Any] = {
            "shift": now.starts_at.isoformat() == fix.action.get("starts_at"),
            "modality": now.modality is Modality.PHONE,
            "language": request.fallback_language is Language.RUSSIAN,
            "level": request.lower_level_agreed,
            "organisation": str(now.site_id) == fix.action.get("site_id"),
        }
        told = set(uow.db.scalars(sa.select(Message.subject)))
        assert "바로 제안이 나가요" in " ".join(uow.db.scalars(sa.select(Message.body)))
    assert as_asked[kind]
    assert offer.lower_level is (kind == "level")
    assert (offer.other_language is not None) is (kind == "language")
    assert any("your place" in each or "우리 기관" in each for each in told) is (
        kind == "organisation"
    )


@pytest.mark.parametrize("kind", ["language", "level"])
def test_without_a_yes_nobody_comes_so(office: Office, kind: str) -> None:
    with begin(office, SYSTEM) as uow:
        session = for_kind(uow, kind)
    fix = fix_of(office, session, kind)
    press(office, session, fix)
    with pytest.raises(DomainError), begin(office, SYSTEM) as uow:
        offers.send_offer(
            uow,
            session_id=session.id,
            slot_no=1,
            interpreter_id=fix.gains[0].id,
            starts_at=session.starts_at,
            override_reason="nobody else",
        )
    assert answer(office, session, yes=False).state is ProposalState.REFUSED
    assert rows(office) == []
    with pytest.raises(Conflict), begin(office, as_requester(office, session)) as uow:
        proposals.accept(uow, uow.db.scalars(sa.select(ChangeProposal.id)).one())


def test_a_level_agreed_to_is_asked_for_at_once_and_kept_as_a_downgrade(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        lower, user = a_signed_up_interpreter(uow, levels=("L2",))
        session = make.a_session(uow, domain="labour", lower_level_agreed=True)
    done = press(office, session, fix_of(office, session, "level"))
    assert (done.effect, done.people) == (Effect.OFFERED, (lower.full_name,))
    with begin(office, SYSTEM) as uow:
        actor = make.as_actor(uow, user)
    with begin(office, actor) as uow:
        assert offers.accept(uow, uow.db.scalars(sa.select(Offer.id)).one()).lower_level


def test_downgrades_alone_are_counted_and_listed(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        session = for_kind(uow, "language")
        offers.send_offer(
            uow,
            session_id=(plain := make.a_session(uow)).id,
            slot_no=1,
            interpreter_id=someone(uow).id,
            starts_at=plain.starts_at,
        )
    press(office, session, fix_of(office, session, "language"))
    answer(office, session)
    with reading(office, SYSTEM) as uow:
        query = offers_log.log_query(uow, offers_log.OfferFilters(downgraded=True))
        (found,) = uow.db.scalars(query)
    assert found.session_id == session.id


def test_consent_to_a_level_ends_with_the_field_it_was_given_for(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        session = make.a_session(uow, domain="labour", lower_level_agreed=True)
    with begin(office, SYSTEM) as uow:
        now, request = session_now(uow, session)
        need = replace(need_of(uow, requests.get_changeable(uow, request.id)), note="!")
        requests.change(uow, request.id, replace(need, lower_level_agreed=None))
        assert request.lower_level_agreed
        requests.change(
            uow, request.id, replace(need, domain=Domain.MEDICAL, lower_level_agreed=None)
        )
        assert not uow.db.get_one(Request, now.request_id).lower_level_agreed


def a_swap(uow: UnitOfWork) -> CounsellingSession:
    """Somebody booked who alone could take it, and somebody who could take theirs."""
    giver = someone(uow, name="주는 사람", languages=("vi", "ru"), modalities=("on_site",))
    someone(uow, name="받는 사람", languages=("ru",), modalities=("on_site",))
    site = make.a_site(uow)
    an_assignment(uow, make.a_session(uow, site=site, language="ru"), giver)
    return make.a_session(uow, site=site, minutes=120)


def test_a_swap_asks_both_in_one_transaction_and_can_be_undone(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        session = a_swap(uow)
    done = press(office, session, fix_of(office, session, "swap"))
    assert done.effect is Effect.SWAPPED
    assert set(done.people) == {"주는 사람", "받는 사람"}
    assert {offer.state for offer in rows(office)} == {OfferState.SENT}
    assert len(rows(office)) == 2
    with begin(office, SYSTEM) as uow:
        sending = uow.db.scalars(sa.select(PlanSending)).one()
        assert undo.undo(uow, sending.run_id) == 2
        held = uow.db.scalars(
            sa.select(Assignment).where(Assignment.state == AssignmentState.CONFIRMED)
        ).all()
    assert len(held) == 1


def test_a_fix_that_no_longer_holds_is_refused_with_how_things_stand(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        session = a_swap(uow)
    fix = fix_of(office, session, "swap")
    with begin(office, SYSTEM) as uow:
        free = someone(uow, name="한가한 사람")
    with pytest.raises(Conflict, match=r"no longer helps.*한가한 사람"):
        press(office, session, fix)
    with begin(office, SYSTEM) as uow:
        an_assignment(uow, uow.db.get_one(CounsellingSession, session.id), free)
    with pytest.raises(Conflict, match="has its interpreters"):
        press(office, session, fix)
    assert rows(office) == []


def test_an_unknown_kind_is_no_fix(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        session = for_kind(uow, "modality")
    fix = fix_of(office, session, "modality")
    strange = Fix(kind="swap", text=fix.text, gains=fix.gains, travel_minutes=0, changes=1)
    with pytest.raises(Conflict):
        press(office, session, strange)


def _try(office: Office, actor: Actor, deed: Callable[[UnitOfWork], None]) -> bool:
    try:
        with begin(office, actor) as uow:
            deed(uow)
    except DomainError:
        return False
    return True


def test_a_yes_and_a_cancellation_at_the_same_moment_have_one_winner(any_office: Office) -> None:
    for _ in range(4):
        with begin(any_office, SYSTEM) as uow:
            for old in uow.db.scalars(sa.select(ChangeProposal)):
                uow.db.delete(old)
            session = for_kind(uow, "modality")
        fix = fix_of(any_office, session, "modality")
        press(any_office, session, fix)
        with reading(any_office, SYSTEM) as uow:
            asked = uow.db.scalars(sa.select(ChangeProposal.id)).one()
        actor = as_requester(any_office, session)

        def accept(uow: UnitOfWork, asked: UUID = asked) -> None:
            proposals.accept(uow, asked)

        def cancel(uow: UnitOfWork, request: UUID = session.request_id) -> None:
            requests.cancel(uow, request, CancelReason.MISTAKE)

        yes, cancelled = at_once(partial(_try, any_office, actor), [accept, cancel])
        with reading(any_office, SYSTEM) as uow:
            now, _ = session_now(uow, session)
            open_offers = uow.db.scalar(
                sa.select(sa.func.count(Offer.id)).where(
                    Offer.session_id == session.id, Offer.state == OfferState.SENT
                )
            )
        # A cancellation may follow a yes; never a yes a cancellation, and nobody stays asked.
        assert yes or cancelled
        assert (now.state is SessionState.CANCELLED) is cancelled
        assert open_offers == int(yes and not cancelled)


def test_a_question_of_the_new_kinds_closes_when_the_request_changes(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        session = for_kind(uow, "language")
    press(office, session, fix_of(office, session, "language"))
    with begin(office, SYSTEM) as uow:
        _, request = session_now(uow, session)
        request.changed_at = uow.now + timedelta(minutes=1)
    with pytest.raises(Conflict, match="has changed since"):
        answer(office, session)
