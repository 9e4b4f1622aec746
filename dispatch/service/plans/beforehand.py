"""A sending looked over before anything is locked, so that little is left to do while others wait."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.domain.states import SendingState
from dispatch.service.plans.fitting import check_changes, read_for
from dispatch.service.situation.day import Situation
from dispatch.store.queries import plans as queries
from dispatch.store.queries import sendings as sending_queries
from dispatch.store.tables import DraftAssignment
from foundation.database.footprint import Footprint, footprint_of, is_unchanged, overheard
from foundation.database.work import Office, UnitOfWork, reading
from foundation.security.permissions import the_system


@dataclass(frozen=True)
class Checked:
    """The changes of a sending that fit when nothing was locked, and what that was seen from."""

    drafts: Sequence[DraftAssignment]
    situation: Situation
    footprint: Footprint

    def still_fit(self, uow: UnitOfWork) -> bool:
        """Whether nothing has changed of all that was read."""
        return self.situation.is_same_at(uow.now) and is_unchanged(uow.db, self.footprint)


def look_over(office: Office, sending_id: uuid.UUID) -> Checked | None:
    """Check all changes while nobody waits for it: what is done under locks is short then."""
    with reading(office, the_system("planning"), still=True) as uow:
        sending = sending_queries.find_sending(uow.db, sending_id)
        run = None if sending is None else queries.find_run(uow.db, sending.run_id)
        if run is None or sending is None or sending.state is not SendingState.ASKED:
            return None
        uow.db.expunge(run)
        uow.db.expunge(sending)
        with overheard(uow.db) as questions:
            drafts = sending_queries.drafts_of_sending(uow.db, sending.id)
            situation = read_for(uow, run, drafts)
        footprint = footprint_of(uow.db, questions)
    check_changes(situation, drafts)
    return Checked(drafts, situation, footprint)
