"""Invariants 8, 9, 10 and 12 of training, on both databases where the database keeps them."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, Refused
from foundation.security.permissions import the_system
from interpreters.domain.languages import Direction
from tests.conftest import SetClock
from tests.factories import a_certification, a_learner, an_interpreter
from tests.factories.certifications import the_ladder
from tests.threads import at_once
from tests.training.authority import VI, asked_for_court, change_l2
from tests.transactions import failing
from training.domain.certifications import CertificationAction, CertificationStatus, GrantRoute
from training.domain.validity import Phase, after_months
from training.service.certification import certifications, granting
from training.store.tables import (
    NO_GRANT_WITHOUT_EVIDENCE,
    NO_TWO_AT_ONCE,
    Certification,
    CertificationEvidence,
)

S = CertificationStatus


def test_invariant_8_no_two_of_a_kind_on_one_day_and_the_end_is_not_included(
    any_office: Office,
) -> None:
    with begin(any_office, the_system()) as uow:
        who = an_interpreter(uow, levels=()).id
        start = uow.today
        first = a_certification(uow, who, valid_from=start, valid_until=start + timedelta(days=10))
        following = start + timedelta(days=10)
        a_certification(uow, who, valid_from=following, valid_until=following + timedelta(days=9))
        a_certification(uow, who, valid_from=start, direction=Direction.TO_KOREAN)
        a_certification(uow, who, valid_from=start, language="en")
        a_certification(uow, who, valid_from=start, level="L3-MED")
        gone = a_certification(uow, who, valid_from=start, status=S.REVOKED)
    with failing(any_office, DBAPIError, NO_TWO_AT_ONCE) as uow:
        a_certification(uow, who, valid_from=start + timedelta(days=9))
    with failing(any_office, DBAPIError, NO_TWO_AT_ONCE) as uow:
        uow.db.get_one(Certification, gone.id).status = S.GRANTED
    with begin(any_office, the_system()) as uow:
        held = certifications.held_by(uow, [who])[who]
        assert len(held) == 5
        granting.revoke(uow, first.id, reason="asked to stop")
        a_certification(uow, who, valid_from=start, valid_until=start + timedelta(days=9))


def test_a_day_is_a_day_in_seoul(office: Office, clock: SetClock) -> None:
    clock.now = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # half past midnight on the 24th
    with begin(office, the_system()) as uow:
        granted = granting.grant(uow, asked_for_court(uow).id)
        assert granted.valid_from == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("days_to_end", "starts_in"),
    [(100, 100), (1, 1), (0, 0), (-30, 0)],
    ids=["in the window", "on the last day", "on the day it ends", "late"],
)
def test_invariant_9_a_renewal_starts_at_the_old_end_or_late_at_the_decision(
    uow: UnitOfWork, days_to_end: int, starts_in: int
) -> None:
    who = an_interpreter(uow, levels=()).id
    old = a_certification(uow, who, valid_until=uow.today + timedelta(days=days_to_end))

    renewed = granting.renew(uow, old.id)

    start = uow.today + timedelta(days=starts_in)
    assert (renewed.valid_from, renewed.valid_until) == (start, after_months(start, 36))
    assert (renewed.renews_id, renewed.route) == (old.id, GrantRoute.RENEWAL)
    assert certifications.get(uow, old.id).valid_until == uow.today + timedelta(days=days_to_end)


def test_taking_the_old_one_away_takes_its_renewal_too(uow: UnitOfWork) -> None:
    who = an_interpreter(uow, levels=()).id
    old = a_certification(uow, who, valid_until=uow.today + timedelta(days=9))
    renewed = granting.renew(uow, old.id)

    granting.suspend(uow, old.id, reason="complaint 12")
    assert certifications.held_by(uow, [who]) == {}
    granting.reinstate(uow, old.id, reason="unfounded")
    assert len(certifications.held_by(uow, [who])[who]) == 2
    granting.revoke(uow, old.id, reason="complaint 13")

    assert certifications.get(uow, renewed.id).status is S.REVOKED


def test_before_its_window_nothing_is_renewed(uow: UnitOfWork) -> None:
    who = an_interpreter(uow, levels=()).id
    old = a_certification(uow, who, valid_until=uow.today + timedelta(days=181))

    with pytest.raises(Refused, match="It can be renewed from 2026-11-24 on"):
        granting.renew(uow, old.id)


def test_invariant_9_new_rules_never_shorten_old_dates(uow: UnitOfWork) -> None:
    who = an_interpreter(uow, levels=()).id
    old = a_certification(uow, who)
    before = old.valid_until

    change_l2(uow, validity_months=6, rules=[{"kind": "vetting"}])

    held = certifications.get(uow, old.id)
    assert held.valid_until == before
    assert certifications.phase(held, uow.today) is Phase.ACTIVE
    assert held.scheme_version.validity_months == 36
    soon = a_certification(
        uow, an_interpreter(uow, levels=()).id, valid_until=uow.today + timedelta(days=1)
    )
    renewed = granting.renew(uow, soon.id)
    assert renewed.valid_until == after_months(uow.today + timedelta(days=1), 6)


def test_invariant_10_expiry_is_computed_and_no_job_has_to_run(
    office: Office, clock: SetClock
) -> None:
    with begin(office, the_system()) as uow:
        who = an_interpreter(uow, levels=()).id
        held = a_certification(uow, who, valid_until=uow.today + timedelta(days=1))
    phases: list[Phase | None] = []
    levels: list[int] = []
    for _ in range(2):
        with begin(office, the_system()) as uow:
            found = certifications.get(uow, held.id)
            assert found.status is S.GRANTED
            phases.append(certifications.phase(found, uow.today))
            levels.append(len(certifications.levels_held(uow, [who])[who]))
        clock.now += timedelta(days=1)

    assert phases == [Phase.IN_WINDOW, Phase.EXPIRED]
    assert levels == [1, 0]
    columns = set(Certification.__table__.columns.keys())
    assert not columns & {"expired", "active", "phase", "expired_at"}


def test_invariant_12_no_grant_without_evidence_and_an_approver(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        scheme, version = the_ladder(uow)["L2"]
        bare = Certification(
            learner_id=a_learner(uow).id,
            scheme_id=scheme,
            scheme_version_id=version,
            language=VI,
            route=GrantRoute.REGISTER,
            asked_at=uow.now,
        )
        uow.db.add(bare)
        uow.db.flush()
        who = an_interpreter(uow, levels=()).id
        nameless = a_certification(uow, who, status=S.PENDING, approved_by_name="")
    with failing(any_office, Refused, "Nothing is granted without evidence") as uow:
        granting.grant(uow, bare.id)
    with failing(any_office, DBAPIError, NO_GRANT_WITHOUT_EVIDENCE) as uow:
        days = {"valid_from": date(2026, 1, 1), "valid_until": date(2027, 1, 1)}
        update = sa.update(Certification).where(Certification.id == bare.id)
        uow.db.execute(update.values(status=S.GRANTED, approved_by_name="x", **days))
    with failing(any_office, DBAPIError, "granted_by_somebody") as uow:
        update = sa.update(Certification).where(Certification.id == nameless.id)
        uow.db.execute(update.values(status=S.GRANTED))
    with failing(any_office, DBAPIError, "append_only") as uow:
        uow.db.execute(sa.delete(CertificationEvidence))


def test_of_two_managers_who_grant_at_once_one_decides(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        asked = asked_for_court(uow)
    both = Barrier(2, timeout=30)

    def decide(name: str) -> str:
        both.wait()
        try:
            with begin(any_office, the_system(name)) as uow:
                granting.grant(uow, asked.id)
        except Conflict:
            return "told why"
        return "granted"

    assert sorted(at_once(decide, ["one", "other"], 2)) == ["granted", "told why"]
    with begin(any_office, the_system()) as uow:
        events = certifications.events_of(uow, certifications.get(uow, asked.id))
        assert [event.action for event in events].count(CertificationAction.GRANTED) == 1
