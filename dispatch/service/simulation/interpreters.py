"""What interpreters do: they answer, by app or on the telephone, and now and then they are ill."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import Enum
from uuid import UUID

from dispatch.domain.states import DeclineReason
from dispatch.service.simulation.stage import COORDINATOR, SYSTEM, PlayStage
from dispatch.service.slots import calls, offers
from dispatch.store.queries import simulation as queries
from dispatch.store.queries.simulation import RosterPerson, ToldOffer
from foundation.database.work import UnitOfWork
from foundation.times.zones import local_clock, local_day, to_utc
from interpreters.domain.ids import InterpreterId
from interpreters.service import reach
from scheduling.domain.availability import DatedTime, ExceptionReason
from scheduling.service import availability

# Who may think no longer than this was asked urgently; than that, is rung.
URGENT, RUNG = timedelta(minutes=61), timedelta(minutes=6)
# How differently people take their time (log-normal).
SPREAD, SPREAD_WHEN_URGENT = 1.0, 0.8
# A call that nobody takes is made again after so long, so often.
CALL_AGAIN, CALLS = timedelta(minutes=80), 3
CALLED_WITHIN, CALLED_WITHIN_WHEN_URGENT = timedelta(minutes=40), timedelta(minutes=3)
OFFICE_OPENS, OFFICE_CLOSES = time(8, 40), time(18)
ILL_FROM, ILL_MINUTES = "06:50", 110


class Fate(Enum):
    """What somebody makes of a question."""

    YES = "yes"
    NO = "no"
    SILENCE = "silence"


@dataclass
class Interpreters:
    """Everybody on the roster."""

    stage: PlayStage
    peek: queries.Peek
    by_id: dict[InterpreterId, RosterPerson] = field(
        default_factory=dict[InterpreterId, RosterPerson]
    )
    called: frozenset[InterpreterId] = frozenset()
    _known: set[UUID] = field(default_factory=set[UUID])
    _times_asked: Counter[tuple[UUID, InterpreterId]] = field(
        default_factory=Counter[tuple[UUID, InterpreterId]]
    )
    _looked_at: datetime | None = None

    def begin(self) -> None:
        """Learn who is there and who must be called, and draw everybody's days of illness."""
        with self.stage.look() as uow:
            active = queries.list_active(uow.db)
            self.by_id = {person.id: person for person in active}
            self.called = frozenset(reach.to_be_called(uow, self.by_id))
        chance, share = self.stage.chance, self.stage.wish.behaviour.ill_a_day
        for day in self.stage.wish.days:
            for person in active:
                if chance.happens(share, "ill", day, person.code):
                    minutes = chance.between(0, ILL_MINUTES, "ill-hour", day, person.code)
                    at = self.stage.at(day, ILL_FROM) + timedelta(minutes=round(minutes))
                    self.stage.timeline.at(
                        at, f"ill/{person.code}", lambda who=person: self._falls_ill(who)
                    )

    def _falls_ill(self, who: RosterPerson) -> None:
        day = self.stage.today
        dated = DatedTime(first_day=day, last_day=day, available=False)
        # Whoever has no account calls the office.
        address = COORDINATOR if who.id in self.called or who.email is None else who.email
        self.stage.attempt(
            "ill",
            self.stage.actor(address),
            lambda uow: availability.add_exception(uow, who.id, dated, ExceptionReason.SICK),
        )

    def hear(self) -> None:
        """Take in what has been asked since the last time, and decide when each is answered and how."""
        since = self._looked_at or self.stage.now - timedelta(days=1)
        self._looked_at = self.stage.now
        if not self.peek.has_told(since):
            return
        with self.stage.look() as uow:
            found = queries.questions_told(uow.db, since)
        for question in found:
            if question.id not in self._known:
                self._known.add(question.id)
                self._consider(question)

    def _consider(self, question: ToldOffer) -> None:
        who = self.by_id.get(question.interpreter_id)
        arrival = self.stage.asked.get(question.session_id)
        if who is None or arrival is None:
            return
        pair = (question.session_id, who.id)
        self._times_asked[pair] += 1
        key = (arrival.key, who.code, self._times_asked[pair])
        fate = self._fate(*key)
        if who.id in self.called:
            self._call(question, who, fate, key, 1)
        elif fate is not Fate.SILENCE:
            at = self._answered_at(question, key)
            name = f"answer/{'/'.join(map(str, key))}"
            self.stage.timeline.at(at, name, lambda: self._answers(question, who, fate, key))

    def _fate(self, *key: object) -> Fate:
        behaviour = self.stage.wish.behaviour
        drawn = self.stage.chance.fraction("fate", *key)
        if drawn < behaviour.accepts:
            return Fate.YES
        return Fate.NO if drawn < behaviour.accepts + behaviour.declines else Fate.SILENCE

    def _answered_at(self, question: ToldOffer, key: tuple[object, ...]) -> datetime:
        behaviour, chance = self.stage.wish.behaviour, self.stage.chance
        window = question.expires_at - question.told_at
        if window <= RUNG:
            return question.told_at + chance.lapse(
                behaviour.thinks_when_rung, SPREAD_WHEN_URGENT, "answers", *key
            )
        if window <= URGENT:
            return question.told_at + chance.lapse(
                behaviour.thinks_when_urgent, SPREAD_WHEN_URGENT, "answers", *key
            )
        at = question.told_at + chance.lapse(behaviour.thinks, SPREAD, "answers", *key)
        return self.stage.when_awake(at, "answers", *key)

    def _answers(
        self, question: ToldOffer, who: RosterPerson, fate: Fate, key: tuple[object, ...]
    ) -> None:
        assert who.email is not None

        def act(uow: UnitOfWork) -> None:
            if fate is Fate.YES:
                offers.accept(uow, question.id)
            else:
                offers.decline(uow, question.id, self._why_not(key))

        self.stage.attempt(f"answer {fate.value}", self.stage.actor(who.email), act)

    def _why_not(self, key: tuple[object, ...]) -> DeclineReason | None:
        reasons = (DeclineReason.BUSY, DeclineReason.BUSY, DeclineReason.TOO_FAR, None)
        return self.stage.chance.one_of(reasons, "why", *key)

    def _call(
        self,
        question: ToldOffer,
        who: RosterPerson,
        fate: Fate,
        key: tuple[object, ...],
        tries: int,
    ) -> None:
        """A coordinator calls, in the hours of the office, soon where it is urgent."""
        urgent = question.expires_at - question.told_at <= URGENT
        within = CALLED_WITHIN_WHEN_URGENT if urgent else CALLED_WITHIN
        lapse = within * self.stage.chance.between(0.4, 1.0, "called", tries, *key)
        at = (self.stage.now if tries == 1 else self.stage.now + CALL_AGAIN) + lapse
        if not urgent:
            at = self._in_office_hours(at)
        name = f"call/{'/'.join(map(str, key))}"
        self.stage.timeline.at(at, name, lambda: self._is_called(question, who, fate, key, tries))

    def _in_office_hours(self, at: datetime) -> datetime:
        """An instant in which somebody of the office calls: else soon after it opens again."""
        zone = self.stage.office.settings.zone
        clock, day = local_clock(at, zone), local_day(at, zone)
        if OFFICE_OPENS <= clock < OFFICE_CLOSES:
            return at
        opens = day if clock < OFFICE_OPENS else day + timedelta(days=1)
        # Those who waited since the evening are called one after the other.
        return to_utc(opens, OFFICE_OPENS, zone) + (at - to_utc(day, time(), zone)) / 24

    def _is_called(
        self,
        question: ToldOffer,
        who: RosterPerson,
        fate: Fate,
        key: tuple[object, ...],
        tries: int,
    ) -> None:
        with self.stage.look(SYSTEM) as uow:
            is_open = queries.is_open(uow.db, question.id, self.stage.now)
        if not is_open:
            return
        share = self.stage.wish.behaviour.picks_up
        takes_it = fate is not Fate.SILENCE and self.stage.chance.happens(
            share, "picks-up", tries, *key
        )

        def act(uow: UnitOfWork) -> None:
            if not takes_it:
                calls.record_no_answer(uow, question.id)
            elif fate is Fate.YES:
                calls.record_yes(uow, question.id)
            else:
                calls.record_no(uow, question.id, self._why_not(key))

        self.stage.attempt(f"call {fate.value}", self.stage.actor(COORDINATOR), act)
        if not takes_it and tries < CALLS:
            self._call(question, who, fate, key, tries + 1)
