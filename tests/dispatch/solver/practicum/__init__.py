"""Tests of dispatch.solver: practicum."""
