"""The helpline: people on duty for it, and counsellors who need somebody on the telephone now."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from dispatch.domain.helpline import CallResult
from dispatch.service.helpline import calls, duty
from dispatch.service.helpline.calls import CallWish
from dispatch.service.simulation.demand import PlayedRequest, Template
from dispatch.service.simulation.interpreters import Interpreters
from dispatch.service.simulation.stage import COORDINATOR, PlayStage
from foundation.times.zones import to_utc
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality
from interpreters.service import directory

# Who is on duty: of each language so many who can be reached by app, every day in these hours.
ON_DUTY, OPENS, CLOSES = 4, time(9), time(18)
CALL_FROM, CALL_TO = 9 * 60 + 5, 17 * 60
# What is asked for within seconds needs no special certification.
FIELDS = (Domain.GENERAL, Domain.ADMINISTRATION, Domain.EDUCATION)
NUMBER = "031-000-1234"
MINUTES, TALKS, SPREAD = 30, timedelta(minutes=11), 0.5
# Whoever called looks again so long afterwards, and ends what was connected.
LOOKS = timedelta(minutes=5)


@dataclass
class Callers:
    """Counsellors with somebody in front of them."""

    stage: PlayStage
    people: Interpreters

    def begin(self, templates: list[Template]) -> None:
        """Put people on duty, and have every call come in at its time."""
        self._put_on_duty()
        chance = self.stage.chance
        wanted = self.stage.wish.behaviour.helpline_a_day * self.stage.wish.scale
        for day in self.stage.wish.days:
            count = int(wanted) + chance.happens(wanted % 1, "calls", day)
            for number in range(count):
                self._expect(day, number, templates)

    def _put_on_duty(self) -> None:
        """Of each language the first who may be called by telephone and answer in the app, by code."""
        by_language: dict[Language, list[InterpreterId]] = {}
        with self.stage.look() as uow:
            for row in directory.list_active(uow):
                if row.phone and row.id in self.people.by_id and row.id not in self.people.called:
                    for skill in row.languages[:1]:
                        by_language.setdefault(skill.language, []).append(row.id)
        codes = {who: person.code for who, person in self.people.by_id.items()}
        for language in sorted(by_language):
            for who in sorted(by_language[language], key=codes.__getitem__)[:ON_DUTY]:
                self._add_duty(who)

    def _add_duty(self, who: InterpreterId) -> None:
        self.stage.attempt(
            "duty",
            self.stage.actor(COORDINATOR),
            lambda uow: duty.add_duty(uow, who, weekdays=range(7), starts=OPENS, ends=CLOSES),
        )

    def _expect(self, day: date, number: int, templates: list[Template]) -> None:
        chance, key = self.stage.chance, f"{day}/call-{number}"
        minute = chance.between(CALL_FROM, CALL_TO, "call", key)
        at = to_utc(day, time(), self.stage.office.settings.zone) + timedelta(
            seconds=round(minute * 60)
        )
        template = chance.one_of(templates, "call-need", key)
        self.stage.timeline.at(at, f"call/{key}", lambda: self._calls(key, template))

    def _calls(self, key: str, template: Template) -> None:
        wish = CallWish(
            organisation_id=template.need.organisation_id,
            language=template.need.language,
            domain=self.stage.chance.one_of(FIELDS, "call-field", key),
            modality=Modality.PHONE,
            minutes=MINUTES,
            meeting_link=NUMBER,
        )
        actor = self.stage.actor(template.requester)
        call = self.stage.attempt("call", actor, lambda uow: calls.open_call(uow, wish))
        if call is None:
            return
        need = template.need
        self.stage.asked[call.session_id] = PlayedRequest(
            key, self.stage.now, template.requester, need, is_call=True
        )
        talks = self.stage.chance.lapse(TALKS, SPREAD, "talks", key)
        self.stage.timeline.at(
            self.stage.now + LOOKS + talks,
            f"hang-up/{key}",
            lambda: self._hangs_up(template.requester, call.id),
        )

    def _hangs_up(self, requester: str, call_id: UUID) -> None:
        self.stage.attempt(
            "hang up",
            self.stage.actor(requester),
            lambda uow: calls.end_call(uow, call_id, CallResult.COVERED),
        )
