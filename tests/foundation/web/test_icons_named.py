"""Every icon that a page names exists: a page that names another is an error as soon as somebody opens it."""

import re

from foundation.text.i18n import ROOT

DRAWN = ROOT / "foundation" / "templates" / "macros" / "icons.html"


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = re.findall(r'^\s*"([a-z]+)":', DRAWN.read_text(), re.MULTILINE)
    named = {
        (name, path.name)
        for path in ROOT.glob("*/templates/**/*.html")
        for name in re.findall(r"\bicon(?:\(|=)[\"']([^\"']+)", path.read_text())
    }
    assert len(named) > 100
    assert [each for each in named if each[0] not in drawn] == []
