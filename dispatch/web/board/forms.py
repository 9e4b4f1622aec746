"""Forms of the board: asking for a plan, narrowing the timeline, and reasons."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import Length, Optional

from dispatch.service.board.narrowing import Region
from dispatch.service.board.queue import Sort
from dispatch.service.plans.handover import Handover
from foundation.security.errors import refuse
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.times.zones import is_in_reach
from foundation.web.forms import Form, choices
from foundation.web.ids import get_id
from foundation.web.translation import language, ngettext
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality

DAYS = (1, 2, 3, 5, 7, 14)
SECONDS = (10, 20, 60, 120, 300)


class PlanForm(Form):
    """How many days to plan, and how long the engine may think."""

    days = SelectField(say("Days to plan").text)
    seconds = SelectField(say("Time limit").text)

    def __init__(self, *args: Any, usual_seconds: int = 20, **kwargs: Any) -> None:
        """Offer the days and the seconds, the office's usual ones chosen."""
        super().__init__(*args, **kwargs)
        offered = sorted({*SECONDS, usual_seconds})
        self.days.choices = choices(
            [(str(n), ngettext("%(num)s day", "%(num)s days", n)) for n in DAYS]
        )
        self.seconds.choices = choices(
            [(str(n), ngettext("%(num)s second", "%(num)s seconds", n)) for n in offered]
        )
        if not self.is_submitted():
            self.days.data, self.seconds.data = "1", str(usual_seconds)


class LanesForm(Form):
    """What the timeline is narrowed to; sent by GET, so without CSRF token."""

    q = StringField(say("Name or number").text)
    region = SelectField(say("Region").text, validate_choice=False)
    lang = SelectField(say("Language").text, validate_choice=False)
    free = BooleanField(say("Only people with free time").text)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer regions and languages by name."""
        super().__init__(*args, **kwargs)
        code = language()
        regions = [(str(each), label(each, code)) for each in Region]
        spoken = sorted(((str(each), label(each, code)) for each in Language), key=lambda c: c[1])
        self.region.choices = choices(regions, empty=say("All regions").text)
        self.lang.choices = choices(spoken, empty=say("Any language").text)


class SortForm(Form):
    """The order of the list; sent by GET."""

    sort = SelectField(say("Order").text, validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the orders by name."""
        super().__init__(*args, **kwargs)
        self.sort.choices = choices([(str(each), label(each, language())) for each in Sort])


class ActionForm(Form):
    """Whom a action concerns, in which slot from when, and why although something speaks against it."""

    interpreter = HiddenField()
    slot_no = HiddenField()
    starts_at = HiddenField()
    replaces = HiddenField()
    draft = HiddenField()
    agreed_with = StringField(say("Who agreed").text, [Optional(), Length(max=80)])
    reason = StringField(say("Reason").text, [Optional(), Length(max=300)])
    gender_asked = HiddenField()
    modality = HiddenField()

    def change(self) -> tuple[datetime | None, Modality | None]:
        """The start, or else the way of taking part, that a requester is asked for."""
        if self.starts_at.data:
            return self.start(), None
        way = _mode(self.modality.data)
        if way is None:
            raise refuse("modality", say("Choose another start or another mode."))
        return None, way

    def mode(self) -> Modality | None:
        """The mode that was chosen among those accepted; None where there was no choice."""
        return _mode(self.modality.data)

    def person(self) -> UUID:
        """Whom it concerns."""
        return _id("interpreter", self.interpreter.data)

    def former(self) -> UUID:
        """The assignment that ends for it."""
        return _id("replaces", self.replaces.data)

    def left_out(self) -> UUID | None:
        """The change of a draft that this takes the place of, if any."""
        return _id("draft", self.draft.data) if self.draft.data else None

    def agreement(self) -> str:
        """Who said yes on the telephone: nobody is confirmed unasked."""
        text = (self.agreed_with.data or "").strip()
        if not text:
            raise refuse("agreed_with", say("Enter who agreed, or send an offer."))
        return text[:80]

    def has_asked_gender(self) -> bool:
        """Whether a coordinator states that the person was asked and is of the required gender."""
        return self.gender_asked.data == "1"

    def slot(self) -> int:
        """Which slot."""
        text = self.slot_no.data or "1"
        if text not in {"1", "2"}:
            raise refuse("slot_no", say("This session has no such slot."))
        return int(text)

    def start(self) -> datetime:
        """From when, as an instant."""
        return _instant(self.starts_at.data)


def _instant(text: str | None) -> datetime:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not is_in_reach(found.date()):
        raise refuse("starts_at", say("Enter a start."))
    return found.astimezone(UTC)


def _mode(text: str | None) -> Modality | None:
    if not text:
        return None
    found = next((each for each in Modality if each.value == text), None)
    if found is None:
        raise refuse("modality", say("Choose another start or another mode."))
    return found


def _id(name: str, text: str | None) -> UUID:
    return get_id(text, refuse(name, say("Choose an interpreter.")))


class HandoverForm(Form):
    """Who hands which session to whom, to take the one in question, and from when."""

    interpreter = HiddenField()
    starts_at = HiddenField()
    modality = HiddenField()
    other_session = HiddenField()
    other_interpreter = HiddenField()

    def of(self, session_id: UUID) -> Handover:
        """The handover that frees somebody for a session."""
        modality = _mode(self.modality.data)
        if modality is None:
            raise refuse("modality", say("Choose another start or another mode."))
        return Handover(
            session_id=session_id,
            giver=_id("interpreter", self.interpreter.data),
            starts_at=_instant(self.starts_at.data),
            modality=modality,
            other_session_id=_id("other_session", self.other_session.data),
            taker=_id("other_interpreter", self.other_interpreter.data),
        )


class PinForm(Form):
    """Whether an assignment is to be pinned."""

    on = HiddenField()


class LeaveOutForm(PinForm):
    """Whether a change is to be left out, and where to go back to."""

    back = HiddenField()
