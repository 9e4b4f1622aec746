"""Names changed elsewhere: on an account by its owner or by the office, on the roster by the office."""

from accounts.domain.events import AccountRenamed
from accounts.service import names as account_names
from accounts.service import users
from foundation.database.work import UnitOfWork
from interpreters.domain.events import PersonRenamed
from interpreters.service import directory
from training.domain.names import Names
from training.service.documents import names
from training.service.people import learners
from training.store.queries import learners as learner_queries


def on_account_renamed(uow: UnitOfWork, event: AccountRenamed) -> None:
    """An account has another name: everything follows the office, a person's own wish is checked first."""
    user = users.find_user(uow, event.user_id)
    entry = directory.find_by_user(uow, event.user_id)
    learner = learner_queries.find_by_user(uow.db, event.user_id)
    if learner is None and entry is not None:
        learner = learner_queries.find_by_interpreter(uow.db, entry.id)
    if user is None or (entry is None and learner is None):
        return
    official = entry.full_name if entry is not None else learner.full_name if learner else ""
    if user.full_name == official:
        return
    if learner is None:
        assert entry is not None
        learner = learners.of_interpreter(uow, entry.id)
    wished = Names(user.full_name, learner.latin_name, learner.own_script_name)
    if not event.by_self:
        names.make_official(uow, learner, wished)
        return
    account_names.follow(uow, event.user_id, official)
    names.enter_for(uow, learner, wished)


def on_person_renamed(uow: UnitOfWork, event: PersonRenamed) -> None:
    """The office has changed a name on the roster, or tied an account to it: the rest follows."""
    entry = directory.get(uow, event.interpreter_id)
    learner = learner_queries.find_by_interpreter(uow.db, entry.id)
    if learner is not None:
        names.make_official(
            uow, learner, Names(entry.full_name, learner.latin_name, learner.own_script_name)
        )
    if entry.user_id is not None:
        account_names.follow(uow, entry.user_id, entry.full_name)
