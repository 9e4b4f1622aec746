"""What the audit trail calls the deeds about coverage."""

from foundation.text.message import say
from foundation.text.trail import Deed, TrailFact

COVERAGE_DEEDS = {
    "coverage.asked_for": Deed(say("Figures of coverage asked for")),
    "sandbox.asked_for": Deed(say("Trial of a past period")),
    "sandbox.removed": Deed(say("Trial of a past period removed")),
    "coverage.counted": Deed(say("Figures of coverage counted")),
    "coverage.dataset_downloaded": Deed(say("Dataset of a year downloaded")),
    "coverage.dataset_published": Deed(say("Dataset of a year published")),
    "coverage.exported": Deed(say("Figures of coverage downloaded")),
    "coverage.gains_asked_for": Deed(say("Calculation of what would help requested")),
    "coverage.gains_reckoned": Deed(say("What would help calculated")),
    "coverage.portfolio_asked_for": Deed(say("Courses for a budget requested")),
    "coverage.portfolio_proposed": Deed(say("Courses of a portfolio proposed")),
    "forecast.asked_for": Deed(say("Forecast asked for")),
    "forecast.made": Deed(say("Forecast made")),
    "forecast.exported": Deed(say("Forecast downloaded")),
}
COVERAGE_FACTS = {
    "weeks": TrailFact(say("Weeks counted")),
    "days": TrailFact(say("Days counted")),
    "withheld": TrailFact(say("Withheld")),
    "year": TrailFact(say("Year")),
}
