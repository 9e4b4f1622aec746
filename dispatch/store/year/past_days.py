"""The past of the demo, day by day: what was asked for, who was asked, who went, and what came of it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from dispatch.domain.causes import Cause
from dispatch.domain.states import AssignmentState, OfferState
from dispatch.store.year.choosing_past import PastChooser
from dispatch.store.year.frame import WEEKDAYS, Year
from dispatch.store.year.past_rows import PastAsking, PastReport, PastRows, PastSession, PastYes
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from scheduling.domain.states import (
    Attendee,
    CancelReason,
    RefusalCode,
    RequestState,
    SessionState,
)

# Sessions of a week in the first one of the past, and of one more for each week: the network grows.
FIRST_WEEK, MORE_EACH_WEEK = 60, 2
# Minutes by which it began late, and by which it ended after (or before) its time.
# The shares of sessions to which an interpreter, and anybody at all, does not come.
ABSENT_INTERPRETERS, ABSENT = 0.006, 0.04
BEGAN, ENDED = (0, 0, 0, 0, 3, 5, 10, 15), (-10, -5, 0, 0, 0, 0, 5, 15, 30)
LEADS = (1, 2, 2, 3, 3, 4, 5, 6, 7, 7, 9, 11, 14, 18)
# Languages that people ask for and nobody of the pool speaks.
FOREIGN = ("네팔어", "벵골어", "인도네시아어")
MOST_ASKED = 4


class PastDays:
    """Rows of the past, gathered day by day; the same dice give the same past."""

    def __init__(self, db: Session, year: Year, chooser: PastChooser) -> None:
        """Begin with nothing."""
        self.year, self.chooser, self.rows = year, chooser, PastRows(db, year, chooser)

    def write(self, days: Sequence[date]) -> int:
        """Write everything of these days, the first one first; how many sessions.

        People are asked sooner and say yes more often as the weeks go by: `patience` falls from 1.6 to 0.7.
        """
        for day in days:
            week = (day - days[0]).days // 7
            share = WEEKDAYS[day.weekday()] / sum(WEEKDAYS)
            for _ in range(
                round(self.year.size.scale * share * (FIRST_WEEK + MORE_EACH_WEEK * week))
            ):
                self._session(day, patience=1.6 - week / 40)
        return self.rows.write()

    def _chance(self, share: float) -> bool:
        return self.year.dice.random() < share

    def _session(self, day: date, patience: float) -> None:
        year, dice = self.year, self.year.dice
        need = dice.choice(self.chooser.cast.needs[day.weekday()])
        start = year.at(day, need.start.hour * 60 + need.start.minute)
        lead = timedelta(days=dice.choice(LEADS), minutes=dice.randint(-180, 180))
        # A few ask on the day itself.
        asked = start - (timedelta(hours=dice.randint(1, 5)) if self._chance(0.03) else lead)
        past = PastSession(
            session=year.uid(),
            need=need,
            day=day,
            start=start,
            modality=need.modalities[0],
            asked=asked,
            language=need.language,
        )
        if self._chance(0.02):
            self._foreign(past)
            return
        cancelled_at = self._cancelled_at(past)
        bound, cause = self._find(past, patience, cancelled_at or past.start)
        if cancelled_at is not None:
            self._cancelled(past, bound, cancelled_at)
        elif len(bound) == 0:
            self.rows.session(past, SessionState.NOT_DELIVERED, cause=cause or Cause.OTHER)
        else:
            self._over(past, bound)

    def _foreign(self, past: PastSession) -> None:
        """Nobody of the pool speaks it: declined, or passed on."""
        dice = self.year.dice
        is_referred = self._chance(0.5)
        self.rows.session(
            past,
            SessionState.CANCELLED,
            request={
                "state": RequestState.REFERRED if is_referred else RequestState.REFUSED,
                "refusal": None if is_referred else RefusalCode.NO_SUCH_LANGUAGE,
                "language": None,
                "other_language": dice.choice(FOREIGN),
            },
            cancelled_by="centre",
        )

    def _cancelled_at(self, past: PastSession) -> datetime | None:
        if not self._chance(0.07):
            return None
        hours = self.year.dice.choice((3, 8, 20, 30, 50, 70))
        return max(past.asked + timedelta(minutes=30), past.start - timedelta(hours=hours))

    def _find(
        self, past: PastSession, patience: float, until: datetime
    ) -> tuple[list[PastYes], Cause | None]:
        """Ask one after another for each slot; whoever said yes, and why a slot has nobody."""
        bound: list[PastYes] = []
        cause: Cause | None = None
        at = past.asked + timedelta(minutes=self.year.dice.randint(20, 400) * patience)
        for slot in range(1, past.need.team + 1):
            found, why = self._fill(past, slot, at, patience, until)
            cause = cause or why
            bound += [] if found is None else [found]
        return bound, cause

    def _fill(
        self, past: PastSession, slot: int, at: datetime, patience: float, until: datetime
    ) -> tuple[PastYes | None, Cause | None]:
        need, dice, other = past.need, self.year.dice, None
        able, why = self.chooser.able(need, past.language, past.modality, past.day, past.span)
        fallback = need.fallback or Language.RUSSIAN
        if not able and past.language is Language.UZBEK and self._chance(0.5):
            able, _ = self.chooser.able(need, fallback, past.modality, past.day, past.span)
            other = fallback if able else None
        if not able:
            return None, why
        for who in able[:MOST_ASKED]:
            if at >= until:
                return None, Cause.TOO_LATE
            waited = timedelta(minutes=dice.choice((4, 9, 15, 40, 90, 180)) * patience)
            asked = PastAsking(
                who=who, slot=slot, sent=at, answered=min(at + waited, until), other=other
            )
            fate = dice.random()
            if fate < patience / 10:
                state = OfferState.DECLINED if fate < patience / 14 else OfferState.EXPIRED
                self.rows.offer(past, asked, state)
                at = asked.answered
                continue
            found = self._bind(past, asked)
            if self._chance(0.03) and past.start - asked.answered > timedelta(days=1):
                given_back = past.start - timedelta(hours=dice.randint(5, 24))
                self.rows.assignment(past, found, AssignmentState.WITHDRAWN, given_back)
                at = given_back
                continue
            self.chooser.take(who, past.day, past.span)
            return found, None
        return None, Cause.ALL_DECLINED

    def _bind(self, past: PastSession, asked: PastAsking) -> PastYes:
        offer = self.rows.offer(past, asked, OfferState.ACCEPTED)
        place = past.need.place if past.modality == Modality.ON_SITE else None
        return PastYes(
            who=asked.who,
            assignment=self.year.uid(),
            offer=offer,
            slot=asked.slot,
            at=asked.answered,
            busy_from=self.chooser.busy_from(asked.who, past.day, past.start, place),
            other=asked.other,
        )

    def _cancelled(self, past: PastSession, bound: Sequence[PastYes], at: datetime) -> None:
        notice = 24 if past.modality == Modality.ON_SITE else 4
        self.rows.session(
            past,
            SessionState.CANCELLED,
            request={"state": RequestState.CANCELLED},
            cancelled_by="requester",
            cancelled_late=past.start - at < timedelta(hours=notice),
            cancel_reason=self.year.dice.choice(tuple(CancelReason)),
            changed_at=at,
        )
        for each in bound:
            self.rows.assignment(past, each, AssignmentState.CANCELLED, at)

    def _over(self, past: PastSession, bound: Sequence[PastYes]) -> None:
        """It was held, or somebody did not come; both sides say so, most often."""
        dice = self.year.dice
        fate = dice.random()
        absent = None
        if fate < ABSENT_INTERPRETERS:
            absent = Attendee.INTERPRETER
        elif fate < ABSENT:
            absent = Attendee.SERVICE_USER
        state = SessionState.HELD if absent is None else SessionState.NOT_DELIVERED
        self.rows.session(past, state, no_show="" if absent is None else absent.value)
        account = PastReport(
            began=past.start + timedelta(minutes=dice.choice(BEGAN)),
            ended=past.end + timedelta(minutes=dice.choice(ENDED)),
            absent=absent,
            is_partial=len(bound) < past.need.team or self._chance(0.01),
        )
        for each in bound:
            is_absent = absent is Attendee.INTERPRETER
            into = AssignmentState.NO_SHOW if is_absent else AssignmentState.COMPLETED
            self.rows.assignment(past, each, into, past.end)
            if each.who.user_id is not None and not is_absent and self._chance(0.9):
                self.rows.report(past, account, each)
            if absent is None and each.who.learner_id is not None:
                minutes = (account.ended - account.began) // timedelta(minutes=1)
                self.rows.practice(past, each, max(0, minutes))
        reported = self._chance(0.92)
        if reported:
            self.rows.report(past, account, None)
        self.rows.outcome(past, account, reported=reported)
