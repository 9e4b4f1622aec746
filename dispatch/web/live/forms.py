"""How a session went, as a form: the same for both sides, and for the coordinator who decides."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField, TimeField
from wtforms.validators import Optional

from dispatch.domain.live import LATEST, Reporter, Said
from foundation.security.errors import Problems
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.times.zones import local_clock, local_day, to_utc
from foundation.web.forms import Form, choices
from foundation.web.translation import language
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from scheduling.domain.states import Attendee
from scheduling.service import sessions
from scheduling.service.reading import CounsellingSession

HELD, ONE_ABSENT = "held", "one_absent"
_CAME_NOT = {
    Attendee.SERVICE_USER: say("The service user did not come"),
    Attendee.INTERPRETER: say("The interpreter did not come"),
    Attendee.COUNSELLOR: say("The counsellor was not there"),
}


class OutcomeForm(Form):
    """Whether it was held, from when until when, and who was late or did not come."""

    absent = RadioField(say("How did it go?").text, default=HELD)
    started_at = TimeField(say("It began at").text, validators=[Optional()])
    ended_at = TimeField(say("It ended at").text, validators=[Optional()])
    break_minutes = IntegerField(say("Breaks, in minutes").text, validators=[Optional()])
    waited_minutes = IntegerField(say("Waited for, in minutes").text, validators=[Optional()])
    late = SelectField(say("Who was late?").text, validators=[Optional()])
    late_minutes = IntegerField(say("Late by, in minutes").text, validators=[Optional()])
    is_partial = BooleanField(say("The interpreter covered only a part of it").text)
    language = SelectField(say("Language interpreted").text, validators=[Optional()])
    modality = SelectField(say("Mode").text, validators=[Optional()])
    reason = TextAreaField(say("Reason").text)

    def offer(self, session: CounsellingSession, who: Reporter) -> "OutcomeForm":
        """Offer what makes sense for a session, to whoever reports."""
        absent = [
            (each.value, text)
            for each, text in _CAME_NOT.items()
            if not (who is Reporter.INTERPRETER and each is Attendee.INTERPRETER)
        ]
        one = [(ONE_ABSENT, say("It took place, but one interpreter did not come"))]
        self.absent.choices = choices(
            [
                (HELD, say("It took place")),
                *(one if session.request.team > 1 and who is not Reporter.INTERPRETER else ()),
                *absent,
            ]
        )
        self.late.choices = choices(
            [(each.value, label(each, language())) for each in Attendee], empty=say("Nobody").text
        )
        spoken = (session.request.language, session.request.fallback_language)
        self.language.choices = choices(
            [(each.value, label(each, language())) for each in spoken if each is not None]
        )
        self.modality.choices = choices(
            [(each.value, label(each, language())) for each in Modality]
        )
        return self

    def said(self, session: CounsellingSession, zone: ZoneInfo) -> Said:
        """What was answered; Refused for what cannot be read, all of it at once."""
        problems = Problems()
        for name in ("break_minutes", "waited_minutes", "late_minutes"):
            field: Any = self[name]
            if field.errors or (field.data is not None and not 0 <= field.data <= LATEST):
                problems.add(name, say("Enter a number between 0 and %(n)s.", n=LATEST))
        answer = self.absent.data or ""
        if answer not in {HELD, ONE_ABSENT, *Attendee}:
            problems.add("absent", say("Say how it went."))
        problems.check()
        was_held = answer in {HELD, ONE_ABSENT}
        absent = None if answer == HELD else Attendee.INTERPRETER
        if not was_held:
            absent = Attendee(answer)
        started, ended = self._span(session, zone) if was_held else (None, None)
        late = self.late.data or ""
        return Said(
            was_held=was_held,
            absent=absent,
            late=Attendee(late) if late in set(Attendee) else None,
            late_minutes=self.late_minutes.data or 0,
            is_partial=bool(self.is_partial.data),
            started_at=started,
            ended_at=ended,
            break_minutes=self.break_minutes.data or 0,
            waited_minutes=self.waited_minutes.data or 0,
            languages=self._languages(session),
            modality=self._modality(session),
        )

    def _span(
        self, session: CounsellingSession, zone: ZoneInfo
    ) -> tuple[datetime | None, datetime | None]:
        """The two clocks as instants near the session; an end before the start lies on the next day."""
        day = local_day(session.starts_at, zone)
        first: time | None = self.started_at.data
        last: time | None = self.ended_at.data
        started = None if first is None else _as_planned(to_utc(day, first, zone), session)
        if last is None:
            return started, None
        goes_over = first is not None and last < first and _crosses_midnight(session, zone)
        ended = to_utc(day + timedelta(days=1) if goes_over else day, last, zone)
        return started, ended

    def _languages(self, session: CounsellingSession) -> tuple[Language, ...]:
        chosen = self.language.data or ""
        if chosen in set(Language):
            return (Language(chosen),)
        asked = session.request.language
        return () if asked is None else (asked,)

    def _modality(self, session: CounsellingSession) -> Modality:
        chosen = self.modality.data or ""
        return Modality(chosen) if chosen in set(Modality) else session.modality

    def show(self, said: Said, zone: ZoneInfo) -> "OutcomeForm":
        """Fill it with what was said, or what is likely."""
        self.absent.data = HELD if said.was_held else said.absent
        if said.was_held and said.absent is not None:
            self.absent.data = ONE_ABSENT
        self.started_at.data = _clock(said.started_at, zone)
        self.ended_at.data = _clock(said.ended_at, zone)
        self.break_minutes.data = said.break_minutes
        self.waited_minutes.data = said.waited_minutes
        self.late.data = said.late or ""
        self.late_minutes.data = said.late_minutes
        self.is_partial.data = said.is_partial
        self.language.data = said.languages[0] if said.languages else ""
        self.modality.data = said.modality or ""
        return self


def _as_planned(at: datetime, session: CounsellingSession) -> datetime:
    """The planned instant itself where the clock is the same: a clock has no seconds."""
    return session.starts_at if abs(at - session.starts_at) < timedelta(minutes=1) else at


def _crosses_midnight(session: CounsellingSession, zone: ZoneInfo) -> bool:
    end = sessions.end_of(session) + timedelta(hours=3)
    return local_day(end, zone) > local_day(session.starts_at, zone)


def _clock(at: datetime | None, zone: ZoneInfo) -> time | None:
    return None if at is None else local_clock(at, zone).replace(second=0, microsecond=0)
