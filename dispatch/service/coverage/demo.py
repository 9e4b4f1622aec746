"""What more supply would bring, and courses for a budget, in the demo: a few seconds of what takes a night."""

from dispatch.domain.portfolio import PortfolioWish
from dispatch.domain.states import RunState
from dispatch.service.coverage import gain_work, portfolio, portfolio_work
from dispatch.store.tables import CoverageGainRun
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system

SYSTEM = the_system("demo")
# So long the demo reckons.
SECONDS = 5


def reckon_gains(office: Office) -> int:
    """Reckon for some seconds and choose courses; how many possibilities were looked at."""
    with begin(office, SYSTEM) as uow:
        run = CoverageGainRun(
            state=RunState.QUEUED, is_running=True, asked_at=uow.now, budget_seconds=SECONDS
        )
        uow.db.add(run)
        uow.db.flush()
        run_id = run.id
    gain_work.reckon(office, str(run_id))
    with begin(office, SYSTEM) as uow:
        typed = {name: str(value) for name, value in PortfolioWish().as_json().items()}
        asked = portfolio.ask(uow, typed)
    portfolio_work.choose_courses(office, str(asked))
    with begin(office, SYSTEM) as uow:
        found = uow.db.get(CoverageGainRun, run_id)
        return 0 if found is None else found.screened
