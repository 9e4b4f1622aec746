"""The demo's translations: played before its months are paid, and a draft of those under way."""

from accounts.domain.roles import Role
from dispatch.service.translations import planning, planning_work
from dispatch.service.translations.demo import DemoTexts, find_translators
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from training.service.demo.stage import DemoStage

COORDINATOR = "coordinator@ieum.example"
# So many ask for translations.
ORGANISATIONS = 4
# Who translates what is drafted in so many seconds.
DRAFTED_FOR = 2


def translate(office: Office) -> int:
    """Translations in every state, of four organisations; how many."""
    stage = DemoStage(office)
    by_host = {each.partition("@")[2]: each for each in stage.addresses(Role.COUNSELLOR)}
    requesters = [stage.actor(each) for each in sorted(by_host.values())[:ORGANISATIONS]]
    with begin(office, the_system("demo")) as uow:
        people = find_translators(uow, stage.actor)
        return DemoTexts(uow, stage.actor(COORDINATOR), requesters, people).play()


def draft_translations(office: Office) -> None:
    """Who does what of the translations under way, in a draft that waits to be sent."""
    with begin(office, DemoStage(office).actor(COORDINATOR)) as uow:
        plan_id = planning.ask_for_plan(uow).id
    planning_work.plan_translations(office, str(plan_id), seconds=DRAFTED_FOR)
