"""Tests of dispatch.solver: compiled."""
