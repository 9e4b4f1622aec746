"""Two who mark the same person: both marks are kept in order, or one is told; none is lost."""

from collections import Counter
from threading import Barrier

import sqlalchemy as sa

from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict
from foundation.security.permissions import the_system
from tests.conftest import NOON
from tests.dispatch.crowds import drop_index
from tests.factories import a_cohort, an_enrolment
from tests.threads import at_once
from tests.transactions import in_office
from training.domain.attendance import MarkSource, Presence
from training.domain.courses import CohortStatus
from training.service.teaching import marking
from training.service.teaching.marking import Marked
from training.store.tables import AttendanceMark

MARKERS = 12


def one_place(uow: UnitOfWork) -> Marked:
    cohort = a_cohort(uow, status=CohortStatus.RUNNING, classes=1, first_class=NOON)
    enrolment = an_enrolment(uow, cohort, status="attending")
    return Marked(enrolment.id, cohort.meetings[0].id, Presence.LATE, 1, 0)


def stored(office: Office) -> list[tuple[int, int]]:
    """Number and minutes of every mark."""
    with reading(office, the_system()) as uow:
        rows = uow.db.execute(sa.select(AttendanceMark.number, AttendanceMark.minutes))
        return sorted((row.number, row.minutes) for row in rows)


def test_of_those_who_saw_the_same_mark_one_writes_and_the_others_are_told(
    any_office: Office,
) -> None:
    place = in_office(any_office, one_place)

    def write(minutes: int) -> str:
        mine = Marked(place.enrolment_id, place.meeting_id, Presence.LATE, minutes, seen=0)
        try:
            with begin(any_office, the_system()) as uow:
                marking.mark(uow, [mine])
        except Conflict:
            return "told"
        return "kept"

    answers = Counter(at_once(write, range(1, MARKERS + 1)))

    assert answers == {"kept": 1, "told": MARKERS - 1}
    assert [number for number, _ in stored(any_office)] == [1]


def test_those_who_look_again_are_all_kept_in_order(any_office: Office) -> None:
    place = in_office(any_office, one_place)

    def write_until_kept(minutes: int) -> None:
        seen = 0
        while True:
            mine = Marked(place.enrolment_id, place.meeting_id, Presence.LATE, minutes, seen)
            try:
                with begin(any_office, the_system()) as uow:
                    marking.mark(uow, [mine])
            except Conflict:
                seen = len(stored(any_office))
            else:
                return

    at_once(write_until_kept, range(1, MARKERS + 1))

    marks = stored(any_office)
    assert [number for number, _ in marks] == list(range(1, MARKERS + 1))
    assert {minutes for _, minutes in marks} == set(range(1, MARKERS + 1))


def test_reading_first_and_writing_then_loses_the_order(any_office: Office) -> None:
    """The control: without the lock, the comparison and the unique number, nobody knows what counts."""
    place = in_office(any_office, one_place)
    drop_index(any_office, "uq_attendance_mark_number")
    everybody_has_read = Barrier(MARKERS, timeout=30)

    def write_naively(minutes: int) -> None:
        last = len(stored(any_office))
        everybody_has_read.wait()
        with begin(any_office, the_system()) as uow:
            uow.db.add(
                AttendanceMark(
                    meeting_id=place.meeting_id,
                    enrolment_id=place.enrolment_id,
                    number=last + 1,
                    presence=Presence.LATE,
                    minutes=minutes,
                    source=MarkSource.TRAINER,
                    marked_at=uow.now,
                )
            )

    at_once(write_naively, range(1, MARKERS + 1))

    assert [number for number, _ in stored(any_office)] == [1] * MARKERS
