"""Why sessions that are over had nobody, found as they pass: later nobody can tell how things stood."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from dispatch.domain.causes import Cause
from dispatch.domain.crowd import Crowd
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.shortage import shortage_in
from dispatch.service.situation.reading import read_people, read_situation
from dispatch.service.situation.wanted import wanted_of
from dispatch.store.queries import plans
from dispatch.store.queries import unfilled as queries
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork


def causes_of(uow: UnitOfWork, over: Sequence[CounsellingSession]) -> Mapping[UUID, Cause]:
    """The cause of each session that nobody served; of one whose language is none of the pool's there is none to find.

    Somebody who gave it back so late that no time was left comes first. Where somebody was free all the same, but was
    asked and did not say yes, that is the cause.
    """
    known = [each for each in over if each.request.language is not None]
    notice = timedelta(hours=uow.settings.of(DispatchSettings).return_online_hours)
    found: dict[UUID, Cause] = {}
    for day, some in groupby(sorted(known, key=lambda each: each.day), key=lambda each: each.day):
        sessions = list(some)
        ids = [each.id for each in sessions]
        given_back = queries.list_given_back_within(uow.db, ids, notice)
        asked = queries.list_ever_asked_for(uow.db, ids)
        situation = read_situation(uow, day, day)
        wanted = {each.id: wanted_of(situation, each) for each in sessions}
        languages = {language for each in wanted.values() for language in each.languages}
        resting = plans.inactive_speakers(uow.db, languages)
        people = [*situation.people.values(), *read_people(uow, situation, resting).values()]
        crowd = Crowd(people)
        for each in sessions:
            cause = shortage_in(crowd, wanted[each.id]).cause
            if each.id in given_back:
                cause = Cause.GIVEN_BACK_TOO_LATE
            elif cause is Cause.SOMEBODY_FREE and each.id in asked:
                cause = Cause.ALL_DECLINED
            found[each.id] = cause
    return found
