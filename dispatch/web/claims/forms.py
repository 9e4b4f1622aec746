"""Forms of claims."""

from wtforms import StringField, TextAreaField

from foundation.text.message import say
from foundation.web.forms import Form


class SayForm(Form):
    """What somebody says to a claim, and the won that go with it where the office says it."""

    reason = TextAreaField(say("Reason").text)
    won = StringField(say("Won to add or take off").text)
