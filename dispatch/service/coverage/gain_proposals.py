"""Gains that a course can bring about, handed to the training office as proposals."""

from collections.abc import Sequence
from uuid import UUID

from accounts.domain.cities import CITIES
from dispatch.domain.gains import TAUGHT, GainKind
from dispatch.domain.portfolio import seats_until_likely
from dispatch.store.tables import CoverageGain, CoverageGainRun
from foundation.database.work import UnitOfWork
from foundation.text.message import LazyText, say
from training.domain.proposals import NewProposal, ProposalKind
from training.domain.yields import Yield
from training.service.proposals import recording
from training.service.proposals.yields import expected_yield

# So many are proposed each night, one at most of a language, level and kind.
MOST_PROPOSED = 8


def yield_of(uow: UnitOfWork, gain: CoverageGain) -> Yield:
    """What becomes of a seat of the course for its level, in its language; of courses before it nothing is reckoned."""
    assert gain.level is not None
    return expected_yield(uow, gain.level, gain.language)


def propose_by_night(uow: UnitOfWork, run: CoverageGainRun, gains: Sequence[CoverageGain]) -> None:
    """Propose the best of a list, and take back what is no longer among them."""
    known: set[tuple[str, ...]] = set()
    kept: list[UUID] = []
    for gain in gains:
        subject = gain.kind, gain.language, str(gain.level)
        if gain.kind not in TAUGHT or gain.low <= 0 or subject in known:
            continue
        known.add(subject)
        kept.append(propose(uow, run, gain, _seats(uow, gain)))
        if len(kept) == MOST_PROPOSED:
            break
    recording.lapse_others(uow, kept)


def _seats(uow: UnitOfWork, gain: CoverageGain) -> int:
    """Until it is likelier than not that one comes to serve; no more than a group has people."""
    share = yield_of(uow, gain).share
    seats = seats_until_likely(1, share.a, share.b)
    return min(seats, len(gain.people)) if gain.kind is GainKind.UPSKILL else seats


def propose(uow: UnitOfWork, run: CoverageGainRun, gain: CoverageGain, seats: int) -> UUID:
    """Propose a course for one line of a list; the proposal's id."""
    assert gain.level is not None
    return recording.record(
        uow,
        NewProposal(
            kind=ProposalKind(gain.kind.value),
            language=gain.language,
            level=gain.level,
            domain=gain.domain,
            city=gain.city,
            seats=max(1, seats),
            gained_low=gain.low,
            gained=gain.sessions,
            gained_high=gain.high,
            why=_why(run, gain),
            session_ids=tuple(UUID(each) for each in gain.session_ids),
            people=tuple(UUID(each) for each in gain.people),
            dispatch_gain_id=gain.id,
        ),
    )


def _why(run: CoverageGainRun, gain: CoverageGain) -> LazyText:
    sessions, weeks = len(gain.session_ids), run.weeks
    if gain.kind is GainKind.UPSKILL:
        return say(
            "Sessions of %(weeks)s weeks that nobody could take, and an interpreter of %(language)s with %(level)s could have: %(sessions)s. Interpreters who could add it: %(people)s.",
            weeks=weeks,
            sessions=sessions,
            people=len(gain.people),
            language=gain.language,
            level=gain.level,
        )
    return say(
        "Sessions of %(weeks)s weeks that nobody could take, and one more interpreter of %(language)s with %(level)s in %(city)s could have: %(sessions)s.",
        weeks=weeks,
        sessions=sessions,
        language=gain.language,
        level=gain.level,
        city=CITIES[gain.city],
    )
