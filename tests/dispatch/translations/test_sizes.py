"""What is handed in may be of another size than what was ordered."""

from dispatch.domain.translations import is_far_from
from dispatch.service.translations import seen, work
from foundation.database.work import UnitOfWork
from tests.dispatch.translations.texts import K, some_texts, step_of


def test_another_size_than_ordered_by_much_is_shown(uow: UnitOfWork) -> None:
    texts = some_texts(uow)
    job = texts.asked_for(amount=10)
    texts.taken(job, K.TRANSLATION, 0)
    step = step_of(job, K.TRANSLATION)

    work.hand_in(texts.as_person(0), step.id, version=1, units=15)

    shown = seen.see_job(texts.at_desk(), job.id).steps[0]
    assert [each.id in shown.far_off for each in shown.hand_ins] == [True]
    assert not is_far_from(12, 10, 20)
