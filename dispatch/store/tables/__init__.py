"""The tables of dispatch, a file a topic."""

from dispatch.store.tables.assignments import (
    NO_OVERLAP,
    Assignment,
    DraftAssignment,
    Offer,
    PlanRun,
)
from dispatch.store.tables.practicum import ONE_PLACE_AT_A_TIME, GraveOverride, PracticumPlace
from interpreters.store.tables import Interpreter
from scheduling.store.tables import CounsellingSession
from training.store.tables import Mentorship

__all__ = [
    "NO_OVERLAP",
    "ONE_PLACE_AT_A_TIME",
    "Assignment",
    "CounsellingSession",
    "DraftAssignment",
    "GraveOverride",
    "Interpreter",
    "Mentorship",
    "Offer",
    "PlanRun",
    "PracticumPlace",
]
