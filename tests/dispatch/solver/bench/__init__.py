"""Tests of dispatch.solver: bench."""
