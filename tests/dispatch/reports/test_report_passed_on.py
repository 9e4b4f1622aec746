"""The report as a document to pass on: it opens again, with headings, tables and pictures that are read out."""

from io import BytesIO
from typing import Any

import pytest
from docx import Document
from flask.testing import FlaskClient

from dispatch.domain.reports import PeriodKind, ReportPeriod
from dispatch.service.reports import figures, printed
from dispatch.service.reports.figures import ReportWish
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from tests.dispatch.reports.test_report_pages import DAY, QUARTER, a_summer


@pytest.mark.parametrize("language", ["ko", "en"])
def test_it_opens_again_and_says_what_the_paper_says(
    desk: FlaskClient, office: Office, language: str
) -> None:
    with begin(office, the_system()) as uow:
        a_summer(uow)
    desk.post(f"/language/{language}")
    answer = desk.post(f"/reports/report.docx?{QUARTER}")
    assert "report-2026-Q3.docx" in answer.headers["Content-Disposition"]
    opened = Document(BytesIO(answer.data))

    wish = ReportWish(period=ReportPeriod.around(PeriodKind.QUARTER, DAY))
    with reading(office, the_system()) as uow:
        facts = printed.facts_of(uow, figures.see_report(uow, wish, language), language)
    heads = [
        each.text for each in opened.paragraphs if each.style and each.style.name == "Heading 1"
    ]
    assert heads == [part["title"] for part in facts["parts"]]
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in opened.tables]
    leading = [[each[name] for each in facts["leading"]] for name in ("label", "now", "before")]
    assert tables == [leading, *([p["heads"], *p["rows"]] for p in facts["parts"] if p["rows"])]
    shapes: Any = opened.inline_shapes
    said = [shape._inline.docPr.get("descr") for shape in shapes]
    assert said == [part["alt"] for part in facts["parts"] if part["svg"]]
    assert said
    assert opened.core_properties.title == facts["title"]
