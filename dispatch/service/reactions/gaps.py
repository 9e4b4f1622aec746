"""What dispatch does when a place falls empty that somebody had; app.py connects it."""

from dispatch.domain.events import PlaceGivenBack
from dispatch.service.plans import automatic_repair
from dispatch.service.rules.locks import lock_session
from foundation.database.work import UnitOfWork


def on_place_given_back(uow: UnitOfWork, event: PlaceGivenBack) -> None:
    """Ways to fill the gap are looked for; nobody is asked before a coordinator has chosen one."""
    session = lock_session(uow, event.session_id)
    automatic_repair.queue_repairs(uow, [session.day])
