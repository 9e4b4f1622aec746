"""Files that came with a form: looked through before any transaction, with every fault beside the field."""

from flask import request

from dispatch.service.translations import files
from foundation.files.keeping import FIELD, ExaminedFile, examine_file
from foundation.security.errors import Problems, Refused
from foundation.text.message import say
from foundation.web.forms import Form
from foundation.web.work import office


def read_uploads(form: Form) -> list[ExaminedFile]:
    """The files of a form; what is wrong with any of them stands beside the field, and none is given then."""
    given = [each for each in request.files.getlist(FIELD) if each.filename]
    problems, found = Problems(), list[ExaminedFile]()
    try:
        files.check_number(given)
        for each in given:
            name = each.filename or ""
            try:
                found.append(examine_file(office().settings, each.read(), name))
            except Refused as refused:
                why = refused.problems.get(FIELD, [refused.reason])[0]
                problems.add(FIELD, say("%(name)s: %(why)s", name=name, why=why))
        problems.check()
    except Refused as refused:
        form.take(refused)
        return []
    return found
