"""The tables of training, a file a topic."""

from accounts.store.tables import Organisation, Site, User
from interpreters.store.tables import Interpreter
from training.store.tables.assessments import (
    Appeal,
    AssessorSeat,
    Attempt,
    ConflictOfInterest,
    Score,
)
from training.store.tables.attendance import AttendanceMark
from training.store.tables.certifications import (
    NO_GRANT_WITHOUT_EVIDENCE,
    NO_TWO_AT_ONCE,
    Certification,
    CertificationEvent,
    CertificationEvidence,
)
from training.store.tables.cohorts import ClassMeeting, ClassPlace, Cohort, LanguageQuota
from training.store.tables.completion import CompletionDecision
from training.store.tables.courses import Course, CourseVersion
from training.store.tables.credentials import ExternalCredential
from training.store.tables.documents import CertificateDocument
from training.store.tables.enrolments import Enrolment, SeatOffer
from training.store.tables.instruments import Instrument, InstrumentSection, RequiredInstrument
from training.store.tables.interest import CourseInterest
from training.store.tables.ladder import Scheme, SchemeVersion
from training.store.tables.ledger import CpdClaim, PracticeEntry
from training.store.tables.names import NameEntry
from training.store.tables.people import Learner
from training.store.tables.practicum import Mentorship, PracticumEntry
from training.store.tables.proposals import CohortInvitation, OutcomeReview, TrainingProposal
from training.store.tables.renewal import OpeningBalance, RecertificationCase, Waiver

__all__ = [
    "NO_GRANT_WITHOUT_EVIDENCE",
    "NO_TWO_AT_ONCE",
    "Appeal",
    "AssessorSeat",
    "Attempt",
    "AttendanceMark",
    "CertificateDocument",
    "Certification",
    "CertificationEvent",
    "CertificationEvidence",
    "ClassMeeting",
    "ClassPlace",
    "Cohort",
    "CohortInvitation",
    "CompletionDecision",
    "ConflictOfInterest",
    "Course",
    "CourseInterest",
    "CourseVersion",
    "CpdClaim",
    "Enrolment",
    "ExternalCredential",
    "Instrument",
    "InstrumentSection",
    "Interpreter",
    "LanguageQuota",
    "Learner",
    "Mentorship",
    "NameEntry",
    "OpeningBalance",
    "Organisation",
    "OutcomeReview",
    "PracticeEntry",
    "PracticumEntry",
    "RecertificationCase",
    "RequiredInstrument",
    "Scheme",
    "SchemeVersion",
    "Score",
    "SeatOffer",
    "Site",
    "TrainingProposal",
    "User",
    "Waiver",
]
