"""Handing in marks, and what follows: a decision, a dispute, or waiting for the other."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Forbidden, NotFound, Problems
from foundation.security.free_text import check_free_text
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from training.domain.assessment import OPEN_ATTEMPTS, THIRD, AttemptStatus, Outcome
from training.domain.permissions import TrainingPermission
from training.domain.scoring import Paper, PaperSection, Result, Sheet, disagree, judge, percent_of
from training.service.assessment import assessors, conflicts, notices
from training.service.assessment.assessments import lock_attempt
from training.service.assessment.notices import AssessmentNotice
from training.store.queries import assessments as queries
from training.store.tables import AssessorSeat, Attempt, Instrument, Score

LONGEST_COMMENT = 500


def paper_of(instrument: Instrument) -> Paper:
    """What an instrument asks for, as the rules read it."""
    return Paper(
        parts=tuple(
            PaperSection(id=s.id, full_marks=s.full_marks, least_percent=s.least_percent)
            for s in instrument.sections
        ),
        pass_mark=instrument.pass_mark,
        semi_mark=instrument.semi_mark,
    )


def sheet_of(seat: AssessorSeat) -> Sheet:
    """The marks of one assessor by section."""
    return {score.section_id: score.marks for score in seat.scores}


def submit(
    uow: UnitOfWork,
    attempt_id: UUID,
    marks: Mapping[UUID, int | None],
    comments: Mapping[UUID, str] | None = None,
) -> Attempt:
    """Hand in one assessor's marks, once, for every section; they are never changed afterwards.

    The last sheet that is due decides: attempts are locked, so of assessors who hand in at the
    same time one is the last. Problems are named `marks-<position>` and `comment-<position>`.
    """
    uow.require(TrainingPermission.ATTEMPT_SCORE)
    if uow.actor.user_id is None:
        raise Forbidden
    attempt = lock_attempt(uow, attempt_id)
    seat = queries.find_own_seat(uow.db, attempt_id, uow.actor.user_id)
    if seat is None:
        raise NotFound
    _check_open(uow, attempt, seat)
    said = {section: normalise_text(text) for section, text in (comments or {}).items()}
    for text in said.values():
        check_free_text("comment", text)
    sheet = _checked(attempt.instrument, marks, said)
    for section in attempt.instrument.sections:
        comment = said.get(section.id, "")
        uow.db.add(
            Score(seat_id=seat.id, section_id=section.id, marks=sheet[section.id], comment=comment)
        )
    seat.submitted_at, seat.draft = uow.now, {}
    seat.percent = _stored(percent_of(paper_of(attempt.instrument), sheet))
    uow.db.flush()
    uow.record("attempt.scored", subject=attempt.id, position=seat.position)
    if attempt.status is AttemptStatus.PLANNED:
        attempt.status = AttemptStatus.SCORING
    settle(uow, attempt)
    return attempt


def keep_draft(
    uow: UnitOfWork,
    attempt_id: UUID,
    marks: Mapping[UUID, int | None],
    comments: Mapping[UUID, str],
) -> None:
    """Keep one's sheet half done: nobody else sees it, and nothing is decided.

    Problems are named as those of `submit`; only marks that are missing are no problem.
    """
    uow.require(TrainingPermission.ATTEMPT_SCORE)
    if uow.actor.user_id is None:
        raise Forbidden
    attempt = lock_attempt(uow, attempt_id)
    seat = queries.find_own_seat(uow.db, attempt_id, uow.actor.user_id)
    if seat is None:
        raise NotFound
    _check_open(uow, attempt, seat)
    said = {section: normalise_text(text) for section, text in comments.items()}
    for text in said.values():
        check_free_text("comment", text)
    _problems_of(attempt.instrument, marks, said, half_done=True).check()
    seat.draft = {
        str(section.id): {"marks": marks.get(section.id), "comment": said.get(section.id, "")}
        for section in attempt.instrument.sections
    }
    uow.db.flush()


def _check_open(uow: UnitOfWork, attempt: Attempt, seat: AssessorSeat) -> None:
    if seat.submitted_at is not None:
        raise Conflict(say("You have already submitted your marks."))
    if attempt.status not in OPEN_ATTEMPTS:
        raise Conflict(say("This sitting takes no more marks."))
    if uow.now < attempt.planned_at:
        raise Conflict(say("This sitting has not started. Submit your marks afterwards."))
    if seat.assessor_id in conflicts.of_learner(uow, attempt.learner):
        raise Conflict(
            say("You must not assess this person. Declare the conflict, and somebody else does.")
        )


def _checked(
    instrument: Instrument, marks: Mapping[UUID, int | None], comments: Mapping[UUID, str]
) -> dict[UUID, int]:
    _problems_of(instrument, marks, comments).check()
    return {each: number for each, number in marks.items() if number is not None}


def _problems_of(
    instrument: Instrument,
    marks: Mapping[UUID, int | None],
    comments: Mapping[UUID, str],
    *,
    half_done: bool = False,
) -> Problems:
    problems = Problems()
    for section in instrument.sections:
        given = marks.get(section.id)
        is_missing = given is None and not half_done
        if is_missing or (given is not None and not 0 <= given <= section.full_marks):
            problems.add(
                f"marks-{section.position}",
                say("Enter whole marks from 0 to %(full)s.", full=section.full_marks),
            )
        if len(comments.get(section.id, "")) > LONGEST_COMMENT:
            problems.add(
                f"comment-{section.position}",
                say("Use at most %(n)s characters.", n=LONGEST_COMMENT),
            )
    return problems


def settle(uow: UnitOfWork, attempt: Attempt) -> None:
    """Decide a held attempt if every sheet that is due is in; call in a third if they disagree."""
    seats = queries.list_seats(uow.db, attempt.id)
    handed_in = [seat for seat in seats if seat.submitted_at is not None]
    if attempt.status is AttemptStatus.DISPUTED:
        if len(handed_in) == THIRD:
            _decide(uow, attempt, handed_in)
        return
    if len(handed_in) < attempt.assessors_due or len(handed_in) < len(seats):
        return
    paper = paper_of(attempt.instrument)
    percents = [percent_of(paper, sheet_of(seat)) for seat in handed_in]
    if len(percents) > 1 and disagree(percents[0], percents[1]):
        attempt.status = AttemptStatus.DISPUTED
        uow.db.flush()
        uow.record("attempt.disputed", subject=attempt.id)
        notices.notify_managers(uow, attempt, AssessmentNotice.DISPUTED)
    else:
        _decide(uow, attempt, handed_in)


def _decide(uow: UnitOfWork, attempt: Attempt, seats: Sequence[AssessorSeat]) -> None:
    result = result_of(attempt, seats)
    attempt.status, attempt.outcome = AttemptStatus.DECIDED, result.outcome
    attempt.percent, attempt.decided_at = _stored(result.percent), uow.now
    uow.db.flush()
    uow.record("attempt.decided", subject=attempt.id, outcome=result.outcome)
    notices.notify_learner(uow, attempt, AssessmentNotice.RESULT)


def result_of(attempt: Attempt, seats: Sequence[AssessorSeat]) -> Result:
    """The result of the sheets that are in, by the published rule."""
    alone = len(seats) < attempt.instrument.assessors
    best = Outcome.RECOGNISED if alone else Outcome.FULL
    return judge(paper_of(attempt.instrument), [sheet_of(seat) for seat in seats], best=best)


def score_alone(uow: UnitOfWork, attempt_id: UUID) -> Attempt:
    """Let one assessor be enough where the language has no second without a conflict.

    The result is recognised at best; if her marks are in, it is decided now. Conflict while a
    second can be named or holds a seat.
    """
    uow.require(TrainingPermission.COURSE_MANAGE)
    attempt = lock_attempt(uow, attempt_id)
    seats = queries.list_seats(uow.db, attempt.id)
    if attempt.status not in OPEN_ATTEMPTS or attempt.assessors_due == 1 or len(seats) != 1:
        raise Conflict(say("This sitting cannot be scored by one assessor alone."))
    offered = assessors.candidates(uow, attempt.learner, attempt.instrument, attempt.language)
    others = [c for c in offered if c.is_free and c.user.id != seats[0].assessor_id]
    if others:
        raise Conflict(say("%(name)s can be the second assessor.", name=others[0].user.full_name))
    attempt.assessors_due = 1
    uow.db.flush()
    uow.record("attempt.scored_alone", subject=attempt.id)
    settle(uow, attempt)
    return attempt


def _stored(percent: object) -> float:
    """Per cent as it is kept for showing: two places. What is judged is the exact fraction."""
    return round(float(percent), 2)  # pyright: ignore[reportArgumentType]  a Fraction
