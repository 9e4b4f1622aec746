"""Tests of dispatch: practicum."""
