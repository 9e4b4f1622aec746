"""Tests of dispatch.solver: problem."""
