"""Pages of training: courses and learning, assessment, certification, documents."""

from flask import Blueprint

from accounts.domain.permissions import AccountsPermission
from foundation.text.message import say
from foundation.web.navigation import Entry
from training.domain.permissions import TrainingPermission
from training.web.assessment import assessments, instruments, results
from training.web.catalogue import cohorts, courses
from training.web.certification import (
    certifications,
    credentials,
    own_certifications,
    renewal,
    schemes,
)
from training.web.completion import decisions
from training.web.documents import documents, names, verify
from training.web.enrolment import applicants, join, learn, newcomers, public_courses
from training.web.practicum import mentoring, practicum
from training.web.teaching import attendance, check_in, classes

BLUEPRINTS: tuple[Blueprint, ...] = (
    applicants.bp,
    assessments.bp,
    attendance.bp,
    certifications.bp,
    check_in.bp,
    classes.bp,
    cohorts.bp,
    courses.bp,
    credentials.bp,
    decisions.bp,
    documents.bp,
    instruments.bp,
    join.bp,
    newcomers.bp,
    learn.bp,
    mentoring.bp,
    names.bp,
    own_certifications.bp,
    practicum.bp,
    public_courses.bp,
    renewal.bp,
    results.bp,
    schemes.bp,
    verify.bp,
)
NAVIGATION: tuple[Entry, ...] = (
    Entry(
        label=say("Training"),
        endpoint="training.index",
        icon="book",
        permission=TrainingPermission.COURSE_MANAGE,
        within=("/training",),
        order=38,
    ),
    Entry(
        label=say("Staff training"),
        endpoint="training.staff",
        icon="chart",
        permission=AccountsPermission.ACCOUNTS_OWN_ADMINISTER,
        unless=TrainingPermission.COURSE_MANAGE,
        within=("/training/staff",),
        order=39,
    ),
    Entry(
        label=say("My classes"),
        endpoint="training.index",
        icon="book",
        permission=TrainingPermission.ATTENDANCE_MARK,
        unless=TrainingPermission.COURSE_MANAGE,
        within=("/training",),
        order=38,
    ),
    Entry(
        label=say("Certifications"),
        endpoint="certifications.index",
        icon="award",
        permission=TrainingPermission.CERTIFICATION_READ,
        within=("/certifications", "/credentials", "/names", "/schemes", "/imports/certifications"),
        order=45,
    ),
    Entry(
        label=say("Learning"),
        endpoint="learn.show",
        icon="book",
        permission=TrainingPermission.LEARNING_OWN,
        within=(
            "/learn",
            "/courses",
            "/check-in",
            "/practicum",
            "/mentoring",
            "/assessments",
            "/certifications",
            "/certifications/mine",
            "/documents",
        ),
        order=40,
        phone=True,
    ),
    Entry(
        label=say("My learning"),
        endpoint="learn.show",
        icon="book",
        permission=TrainingPermission.LEARNING_OWN,
        within=("/learn", "/courses"),
        order=85,
    ),
    Entry(
        label=say("Assessments"),
        endpoint="assessments.index",
        icon="award",
        permission=TrainingPermission.ATTEMPT_SCORE,
        unless=TrainingPermission.COURSE_MANAGE,
        within=("/assessments",),
        order=70,
    ),
    Entry(
        label=say("Assessments"),
        endpoint="assessments.index",
        icon="award",
        permission=TrainingPermission.COURSE_MANAGE,
        within=("/assessments", "/instruments"),
        order=70,
    ),
    Entry(
        label=say("Courses"),
        endpoint="courses.index",
        icon="book",
        permission=None,
        within=("/courses",),
        order=10,
        public=True,
    ),
    Entry(
        label=say("Check a certificate"),
        endpoint="verify.ask",
        icon="shield",
        permission=None,
        within=("/verify",),
        order=20,
        public=True,
    ),
    Entry(
        label=say("Renewals"),
        endpoint="renewal.waiting",
        icon="refresh",
        permission=TrainingPermission.CERTIFICATION_DECIDE,
        within=("/renewals",),
        order=75,
    ),
    Entry(
        label=say("Mentoring"),
        endpoint="mentoring.index",
        icon="people",
        permission=TrainingPermission.PRACTICUM_ARRANGE,
        within=("/mentoring",),
        order=46,
    ),
)
