"""What dispatch does when a place falls empty, or a requester agrees to what would fill it; app.py connects it."""

from dispatch.domain.events import PlaceGivenBack
from dispatch.service.plans import automatic_repair
from dispatch.service.repairs import fixes_applied
from dispatch.service.rules.locks import lock_session
from foundation.database.work import UnitOfWork
from scheduling.domain.events import ChangeAgreed


def on_place_given_back(uow: UnitOfWork, event: PlaceGivenBack) -> None:
    """Ways to fill the gap are looked for; nobody is asked before a coordinator has chosen one."""
    session = lock_session(uow, event.session_id)
    automatic_repair.queue_repairs(uow, [session.day])


def on_change_agreed(uow: UnitOfWork, event: ChangeAgreed) -> None:
    """Whoever was found with the change is asked at once."""
    if event.interpreter_id is not None:
        fixes_applied.ask_after_consent(uow, event.session_id, event.interpreter_id)
