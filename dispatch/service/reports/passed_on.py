"""The report as a document that offices edit and pass on: the same figures, tables and charts as on paper."""

from pathlib import Path

from dispatch.service.reports import printed
from dispatch.service.reports.figures import ReportWish, see_report
from foundation.database.work import UnitOfWork
from foundation.documents import typesetting
from foundation.documents.wordfiles import WordFile

CHART = Path(__file__).parents[2] / "templates" / "dispatch" / "reports" / "chart.typ"
CHART_MM, DOTS_PER_INCH = 120, 220


def write_document(uow: UnitOfWork, wish: ReportWish, language: str) -> bytes:
    """The report of a period as a DOCX; noted in the trail."""
    facts = printed.facts_of(uow, see_report(uow, wish, language), language)
    uow.record("report.exported", first_day=wish.period.first, last_day=wish.period.last)
    paper = WordFile(facts["title"], facts["author"], language, uow.now)
    paper.paragraph(f"{facts['period']} ({facts['compared']})")
    leading = facts["leading"]
    paper.table(
        [each["label"] for each in leading],
        [[each["now"] for each in leading], [each["before"] for each in leading]],
        is_even=True,
    )
    for part in facts["parts"]:
        paper.heading(part["title"], level=1)
        if part["svg"]:
            drawn = {"svg": part["svg"], "alt": part["alt"]}
            png = typesetting.typeset(
                CHART, drawn, uow.now, form="png", dots_per_inch=DOTS_PER_INCH
            )
            paper.picture(png, part["alt"], width_mm=CHART_MM)
        for line in part["lines"]:
            paper.paragraph(line)
        if part["rows"]:
            paper.table(part["heads"], part["rows"])
    paper.paragraph(facts["note"])
    paper.footer(facts["footer"])
    return paper.content()
