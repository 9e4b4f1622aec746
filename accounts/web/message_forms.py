"""Forms about messages: one's own choice, and office alerts."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.validators import Length, Optional

from accounts.service.message_choices import OwnChoice
from foundation.messages.topics import TOPICS
from foundation.text.i18n import label
from foundation.text.message import say
from foundation.web.forms import Required, choices
from foundation.web.stale import StoredForm
from foundation.web.translation import language

LONGEST_ADDRESS = 1000


class MessageChoiceForm(StoredForm):
    """How one wants to be told."""

    channels = SelectMultipleField(say("Send messages by").text)
    number = StringField(say("Mobile number for messages").text, [Optional(), Length(max=30)])
    quiet = BooleanField(say("Send nothing in quiet hours").text)
    quiet_from = TimeField(say("Quiet from").text, [Optional()])
    quiet_until = TimeField(say("Quiet until").text, [Optional()])
    urgent_at_night = BooleanField(say("Urgent messages may come in quiet hours").text)
    paused = BooleanField(say("Pause all messages").text)
    paused_until = DateField(say("Pause until the end of").text, [Optional()])
    links_sign_in = BooleanField(say("Links in messages sign me in").text)
    daily_topics = SelectMultipleField(say("Once a day instead of at once").text)

    def offer(self, own: OwnChoice) -> "MessageChoiceForm":
        """Offer what can be chosen here."""
        named = [(each.value, label(each, language())) for each in own.channels]
        self.channels.choices = choices(named)
        self.daily_topics.choices = topic_choices(own.topics)
        return self


def topic_choices(topics: Any = TOPICS) -> list[Any]:
    """Kinds of news, in words."""
    return choices([(each, TOPICS[each]) for each in topics])


class AlertForm(StoredForm):
    """A room of the office that is told of some kinds of news."""

    name = StringField(
        say("Name of the room").text, [Required(say("Enter a name.")), Length(max=60)]
    )
    address = StringField(
        say("Address of the service").text, [Optional(), Length(max=LONGEST_ADDRESS)]
    )
    topics = SelectMultipleField(say("Kinds of news").text)
    active = BooleanField(say("Switched on").text)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds of news."""
        super().__init__(*args, **kwargs)
        self.topics.choices = topic_choices()
