"""Settings of plans, offers and assignments."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.domain.consents import ConsentPurpose
from foundation.config import Fault, at_least_one
from foundation.times.zones import is_clock

# The load of a person is weighed by the minute, and a minute of travel costs 4: so an hour costs a multiple of 15.
LOAD_STEP = 15


@dataclass(frozen=True, kw_only=True)
class DispatchSettings:
    """Settings of plans, offers and assignments. Each is read from `IEUM_<NAME>`; docs/operations.md describes them."""

    # travel (see docs/glossary.md)
    travel_detour: float = 1.35
    travel_kmh: float = 40.0
    travel_buffer_minutes: int = 15
    travel_round_to_minutes: int = 5
    # one way from home beyond which a coordinator has to approve; 0: never
    long_way_minutes: int = 120
    long_way_km: int = 100

    # plans
    plan_seconds: int = 20
    plan_workers: int = 2
    load_window_days: int = 30
    heavy_sessions_per_day: int = 2  # of one interpreter; 0: no limit
    rest_block_minutes: int = 40  # for each so many minutes that a session lasts ...
    rest_minutes: int = 5  # ... a rest of so many before the next one; 0: none
    away_minutes_per_day: int = 600  # from leaving home until back; 0: no limit
    # what must be signed in its newest words before anything new is offered; (): nothing
    signed_before_offers: tuple[str, ...] = ()

    # what a plan weighs, each in minutes of travel (dispatch/domain/wishes.py)
    wish_even_load_minutes: int = 15  # for an hour off somebody's fair share; a multiple of 15
    wish_same_person_minutes: int = 30
    wish_staff_minutes: int = 40
    wish_freelance_minutes: int = 40
    wish_change_minutes: int = 200
    wish_tight_minutes: int = 20
    wish_other_mode_minutes: int = 60
    wish_other_language_minutes: int = 60
    wish_other_start_minutes: int = 30
    tight_spare_minutes: int = 15  # a transfer with fewer to spare is tight

    # offers and assignments
    offer_undo_minutes: int = 30
    plan_letters_held_minutes: int = 30  # at most offer_undo_minutes; 0: letters go at once
    answer_undo_minutes: int = 10
    answer_undos_per_day: int = 3  # of one interpreter; what is accepted after them stands at once
    answer_undos_per_offer: int = 1
    return_online_hours: int = 24
    disclosure_hours_after: int = 24
    last_call_hours: int = 3  # before the start; unfilled then, coordinators and requester are told

    # what more supply would gain (see docs/gain.md)
    gain_weeks: int = 8  # so many past weeks are looked at
    gain_seconds: int = 1200  # so long a reckoning takes, each night

    # the day itself (see docs/the-day.md)
    live_hours_before: int = 3  # from then on somebody tells that they are on the way, or cannot go
    live_alert_minutes: int = (
        30  # before the start; who has told nothing stands on the board; 0: nobody
    )
    late_minutes: int = 10  # later than this is late
    not_delivered_minutes: int = 15  # an interpreter later than this has not come
    wait_minutes: int = 20  # so long an interpreter waits for an absent service user
    overrun_hours: int = 2  # a session in progress is closed so long after its end at the latest
    outcome_differ_minutes: int = 15  # reports further apart than this are shown to a coordinator
    outcome_days: int = 7  # so long both sides may report
    outcome_reminders: int = 2  # to the counsellor, one a day; then the coordinators see it
    standby_priority: int = 1  # sessions up to this priority have a standby; 0: none has
    standby_days: int = 7  # so far ahead standbys are named
    standby_pay_percent: int = 0  # of the pay for the session; 0: not paid
    sheet_keep_days: int = 7
    feedback_days: int = 14  # by then a complaint is to be answered
    sheet_folder: str = ""  # where the night's sheets are also written as files; "": nowhere

    # by when an offer must be answered, by working days ahead (see docs/glossary.md)
    answer_far_days: int = 10
    answer_far_within_days: int = 2
    answer_near_days: int = 2
    answer_next_day_by: str = "15:00"
    answer_same_day_asked_before: str = "14:00"
    answer_same_day_by: str = "16:30"
    answer_wave_minutes: int = 15
    answer_on_demand_minutes: int = 5

    # between these times of day waves of offers go out, but for what cannot wait for the morning
    waves_from: str = "08:00"
    waves_until: str = "21:00"

    def faults(self) -> Iterator[Fault]:
        """Values that mean nothing."""
        yield from self._faults_of_clocks()
        if not {*self.signed_before_offers} <= {*ConsentPurpose}:
            yield "signed_before_offers", f"choose from {','.join(ConsentPurpose)}"
        if not self.travel_kmh:
            yield "travel_kmh", "expected more than 0"
        if self.travel_detour < 1:
            yield "travel_detour", "expected 1 or more: no way is shorter than the straight line"
        if self.plan_letters_held_minutes > self.offer_undo_minutes:
            yield "plan_letters_held_minutes", "expected no more than IEUM_OFFER_UNDO_MINUTES"
        if self.wish_even_load_minutes % LOAD_STEP:
            yield "wish_even_load_minutes", f"expected a multiple of {LOAD_STEP}"
        yield from at_least_one(
            self,
            "travel_round_to_minutes",
            "plan_seconds",
            "plan_workers",
            "load_window_days",
            "rest_block_minutes",
            "gain_weeks",
            "gain_seconds",
        )

    def _faults_of_clocks(self) -> Iterator[Fault]:
        for name in (
            "answer_next_day_by",
            "answer_same_day_asked_before",
            "answer_same_day_by",
            "waves_from",
            "waves_until",
        ):
            if not is_clock(getattr(self, name)):
                yield name, "give a time of day, as 15:00"
        if self.waves_from >= self.waves_until:
            yield "waves_until", "expected a time after IEUM_WAVES_FROM"
