"""In which of the accepted modes a session is held, once somebody is asked for it or bound to it."""

from dispatch.store.queries import assignments as queries
from dispatch.store.queries import offers as offer_queries
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, refuse
from foundation.text.message import say
from interpreters.domain.qualifications import Modality
from scheduling.service import sessions


def settle(uow: UnitOfWork, session: CounsellingSession, modality: Modality | None) -> None:
    """Hold a session in a mode that its requester accepted; None leaves it as it is. It must be locked.

    Everybody in a team takes part in the same mode: Conflict while somebody has it, or is asked for it,
    in another.
    """
    if modality is None or modality is session.modality:
        return
    if modality.value not in session.request.modalities:
        raise refuse("modality", say("The requester did not allow this mode."))
    if queries.list_live_of_session(uow.db, session.id) or offer_queries.list_open_of_session(
        uow.db, session.id
    ):
        raise Conflict(
            say(
                "Somebody has this session, or is asked for it: %(modality)s. Withdraw that first.",
                modality=session.modality,
            )
        )
    sessions.set_start(uow, session, session.starts_at, modality)
