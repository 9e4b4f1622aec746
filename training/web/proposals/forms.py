"""The forms of a proposal."""

from wtforms import StringField

from foundation.text.message import say
from foundation.web.forms import Form, Required


class DismissalForm(Form):
    """Why a proposal is put aside."""

    reason = StringField(
        say("Reason").text, [Required(say("Say why: it stays with the proposal."))]
    )
