"""Tests of training: enrolment."""
