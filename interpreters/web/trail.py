"""What the page of the audit trail knows of the roster."""

from flask import url_for

from foundation.web.trail import TrailSection
from interpreters.domain.trail import INTERPRETER, TRAIL
from interpreters.service import trail_names

SECTION = TrailSection(
    TRAIL,
    names={INTERPRETER: trail_names.interpreters},
    pages={INTERPRETER: lambda found: url_for("people.show", person_id=found.page)},
    search=trail_names.search,
)
