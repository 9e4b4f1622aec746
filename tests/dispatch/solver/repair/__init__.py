"""Tests of dispatch.solver: repair."""
