"""Courses, their rules, and cohorts: what is taught and when."""
