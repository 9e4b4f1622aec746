"""Trainees beside their mentors: a small exact model of its own."""
