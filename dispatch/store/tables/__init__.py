"""The tables of dispatch, a file a topic."""

from accounts.store.tables import Site
from dispatch.store.tables.assignments import NO_OVERLAP, Assignment
from dispatch.store.tables.autopilot import AutopilotEntry, AutopilotPolicy, AutopilotSwitch
from dispatch.store.tables.calls import OfferCall
from dispatch.store.tables.claims import CLAIM_FROZEN, LINES_FROZEN, ClaimLine, PayClaim
from dispatch.store.tables.coverage import (
    CoverageCount,
    CoverageDataset,
    CoverageDay,
    CoverageNeed,
)
from dispatch.store.tables.feedback import Feedback, FeedbackNote
from dispatch.store.tables.forecasts import (
    DemandForecast,
    DemandOutlook,
    ForecastRun,
    ForecastScore,
    LevelOutlook,
)
from dispatch.store.tables.gains import ONE_RECKONING, CoverageGain, CoverageGainRun
from dispatch.store.tables.glossary import GlossaryTerm
from dispatch.store.tables.helpline import AvailableNow, DutyHours, HelplineCall, UrgentWatch
from dispatch.store.tables.live import (
    ONE_STANDBY_AT_A_TIME,
    DaySheet,
    LiveStep,
    OutcomeReport,
    SessionOutcome,
    Standby,
)
from dispatch.store.tables.offers import AnswerUndo, Offer
from dispatch.store.tables.overrides import GraveOverride
from dispatch.store.tables.pay import (
    PaymentItem,
    PaymentList,
    PayMonth,
    PayProfile,
    Statement,
    WithholdingRule,
)
from dispatch.store.tables.plans import DraftAssignment, PlanRun, PlanSending
from dispatch.store.tables.portfolios import CoveragePortfolio
from dispatch.store.tables.practicum import ONE_PLACE_AT_A_TIME, PracticumPlace
from dispatch.store.tables.rates import RateCard
from dispatch.store.tables.reminders import Reminder
from dispatch.store.tables.report_mails import ReportMail, ReportSubscription
from dispatch.store.tables.sandbox import SandboxRun
from dispatch.store.tables.telephone import TelephoneNews, TelephoneNewsCall
from dispatch.store.tables.translation_plans import TranslationPlanRun
from dispatch.store.tables.translation_waves import TranslationCascade
from dispatch.store.tables.translations import (
    ONE_HAND_IN,
    ONE_WINNER,
    TWO_PEOPLE,
    TranslationFile,
    TranslationHandIn,
    TranslationJob,
    TranslationOffer,
    TranslationRemark,
    TranslationStep,
)
from dispatch.store.tables.trials import PlanTrial
from dispatch.store.tables.waves import Cascade, OfferPolicy
from interpreters.store.tables import Interpreter, TranslationPair
from scheduling.store.tables import CounsellingSession
from training.store.tables import Mentorship

__all__ = [
    "CLAIM_FROZEN",
    "LINES_FROZEN",
    "NO_OVERLAP",
    "ONE_HAND_IN",
    "ONE_PLACE_AT_A_TIME",
    "ONE_RECKONING",
    "ONE_STANDBY_AT_A_TIME",
    "ONE_WINNER",
    "TWO_PEOPLE",
    "AnswerUndo",
    "Assignment",
    "AutopilotEntry",
    "AutopilotPolicy",
    "AutopilotSwitch",
    "AvailableNow",
    "Cascade",
    "ClaimLine",
    "CounsellingSession",
    "CoverageCount",
    "CoverageDataset",
    "CoverageDay",
    "CoverageGain",
    "CoverageGainRun",
    "CoverageNeed",
    "CoveragePortfolio",
    "DaySheet",
    "DemandForecast",
    "DemandOutlook",
    "DraftAssignment",
    "DutyHours",
    "Feedback",
    "FeedbackNote",
    "ForecastRun",
    "ForecastScore",
    "GlossaryTerm",
    "GraveOverride",
    "HelplineCall",
    "Interpreter",
    "LevelOutlook",
    "LiveStep",
    "Mentorship",
    "Offer",
    "OfferCall",
    "OfferPolicy",
    "OutcomeReport",
    "PayClaim",
    "PayMonth",
    "PayProfile",
    "PaymentItem",
    "PaymentList",
    "PlanRun",
    "PlanSending",
    "PlanTrial",
    "PracticumPlace",
    "RateCard",
    "Reminder",
    "ReportMail",
    "ReportSubscription",
    "SandboxRun",
    "SessionOutcome",
    "Site",
    "Standby",
    "Statement",
    "TelephoneNews",
    "TelephoneNewsCall",
    "TranslationCascade",
    "TranslationFile",
    "TranslationHandIn",
    "TranslationJob",
    "TranslationOffer",
    "TranslationPair",
    "TranslationPlanRun",
    "TranslationRemark",
    "TranslationStep",
    "UrgentWatch",
    "WithholdingRule",
]
