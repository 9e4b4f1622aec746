"""What the forms of every page refuse by themselves."""

import pytest
from flask import Flask
from wtforms import DecimalField, FloatField, IntegerField
from wtforms.validators import Optional

from foundation.web.forms import Form


class Numbers(Form):
    """A number of each kind."""

    whole = IntegerField(validators=[Optional()])
    exact = DecimalField(validators=[Optional()])
    rough = FloatField(validators=[Optional()])


@pytest.mark.parametrize("typed", ["NaN", "sNaN", "inf", "-inf", "1e308", "9" * 5000, "1e99999999"])
@pytest.mark.parametrize("name", ["whole", "exact", "rough"])
def test_a_number_that_no_column_holds_is_refused_beside_its_field(
    web_app: Flask, name: str, typed: str
) -> None:
    with web_app.test_request_context("/", method="POST", data={name: typed}):
        form = Numbers()
        assert not form.validate()
        assert form[name].errors
        assert form[name].data is None
