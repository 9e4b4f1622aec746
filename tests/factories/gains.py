"""Lists of what more supply would bring."""

from typing import Any

from dispatch.domain.gains import GainKind
from dispatch.domain.states import RunState
from dispatch.store.tables import CoverageGain, CoverageGainRun
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel


def a_gain_run(uow: UnitOfWork, **changed: Any) -> CoverageGainRun:
    """A reckoning of the last eight weeks that came to an end."""
    values: dict[str, Any] = {
        "state": RunState.DONE,
        "is_running": False,
        "asked_at": uow.now,
        "first_day": uow.today,
        "last_day": uow.today,
        "weeks": 8,
        "candidates": 40,
        "screened": 40,
        "finished_at": uow.now,
        **changed,
    }
    run = CoverageGainRun(**values)
    uow.db.add(run)
    uow.db.flush()
    return run


def a_gain(uow: UnitOfWork, run: CoverageGainRun, rank: int = 1, **changed: Any) -> CoverageGain:
    """One more interpreter of Khmer in Ansan, with no sessions unless they are given."""
    served = [str(each) for each in changed.pop("session_ids", [])]
    values: dict[str, Any] = {
        "run_id": run.id,
        "rank": rank,
        "kind": GainKind.NEW_INTERPRETER,
        "language": Language.KHMER,
        "level": CertificationLevel.COMMUNITY,
        "domain": None,
        "city": "ansan",
        "hours": "",
        "low": 13.0,
        "sessions": 26.0,
        "high": 39.0,
        "need": 32.5,
        "travel_hours": -4.0,
        "is_anew": True,
        "screened": 26.0,
        "people": [],
        "session_ids": served,
        "seats": [{"person": "", "sessions": served}] if served else [],
        "demand_times": 1.0,
        "past_low": 13.0,
        "past_sessions": 26.0,
        "past_high": 39.0,
        **changed,
    }
    gain = CoverageGain(**values)
    uow.db.add(gain)
    uow.db.flush()
    return gain
