"""Tests of the solver, room by room."""
