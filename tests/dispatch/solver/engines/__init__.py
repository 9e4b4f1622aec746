"""Tests of dispatch.solver: engines."""
