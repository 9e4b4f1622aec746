"""The forms of papers: from one day to another."""

from wtforms import DateField
from wtforms.validators import Optional

from foundation.text.message import say
from foundation.web.forms import Form


class PaperDaysForm(Form):
    """From one day to another, both included."""

    first_day = DateField(say("First day").text, [Optional()])
    last_day = DateField(say("Last day").text, [Optional()])
