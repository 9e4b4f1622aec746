"""Which changes of a draft somebody means, and what a page showed of them when it was opened."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dispatch.domain.states import ChangeKind
from dispatch.store.queries.board import ChangeCounted
from dispatch.store.tables import DraftAssignment
from interpreters.domain.languages import Language


@dataclass(frozen=True, kw_only=True)
class Part:
    """The changes of a draft on a day, in a language, of a person, or these very ones; all unless narrowed."""

    day: date | None = None
    language: Language | None = None
    person: UUID | None = None
    draft_ids: Collection[UUID] | None = None

    def holds(self, draft: DraftAssignment) -> bool:
        """Whether a change belongs to it."""
        people = (draft.interpreter_id, draft.previous_interpreter_id)
        return (
            (self.day is None or draft.session.day == self.day)
            and (self.language is None or draft.session.request.language is self.language)
            and (self.person is None or self.person in people)
            and (self.draft_ids is None or draft.id in self.draft_ids)
        )


WHOLE = Part()


# A change with its session, or only as far as it is counted.
Changing = DraftAssignment | ChangeCounted


def is_change(draft: Changing) -> bool:
    """Whether a row of a draft changes anything and has not been sent."""
    return draft.kind is not ChangeKind.KEPT and draft.sent_at is None


def to_send(drafts: Iterable[DraftAssignment], part: Part = WHOLE) -> list[DraftAssignment]:
    """The changes of a part that would go out: neither sent nor left out."""
    return [d for d in drafts if is_change(d) and not d.left_out and part.holds(d)]


# Of an id so many signs tell the rows of one draft apart.
SIGNS = 10


def seen(drafts: Iterable[Changing]) -> str:
    """What a page shows of a draft, short enough to travel with its form."""
    return ",".join(f"{row}{who}{start}" for row, (who, start) in _signs(drafts).items())


def _signs(drafts: Iterable[Changing]) -> Mapping[str, tuple[str, str]]:
    return {
        d.id.hex[:SIGNS]: (
            "-" * SIGNS if d.interpreter_id is None else d.interpreter_id.hex[:SIGNS],
            f"{int(d.starts_at.timestamp()) // 60:x}{d.modality.value[0]}",
        )
        for d in drafts
        if is_change(d) and not d.left_out
    }


@dataclass(frozen=True)
class Difference:
    """A change that is not any more as a page showed it; `was` begins the id of whom it named."""

    draft: DraftAssignment
    was_in: bool
    was: str


def differences(
    shown: str, drafts: Sequence[DraftAssignment], part: Part = WHOLE
) -> list[Difference]:
    """What has changed of a part of a draft since a page showed it."""
    before = {text[:SIGNS]: text[SIGNS:] for text in shown.split(",") if len(text) > 2 * SIGNS}
    now = {row: f"{who}{start}" for row, (who, start) in _signs(drafts).items()}
    found: list[Difference] = []
    for draft in drafts:
        row = draft.id.hex[:SIGNS]
        if (
            draft.kind is not ChangeKind.KEPT
            and part.holds(draft)
            and before.get(row) != now.get(row)
        ):
            found.append(Difference(draft, row in before, before.get(row, "")[:SIGNS]))
    return found
