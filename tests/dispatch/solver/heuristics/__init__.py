"""Tests of dispatch.solver: heuristics."""
