"""Tests of dispatch.solver: portfolio."""
