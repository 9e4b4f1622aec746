"""Tests of dispatch.solver: translations."""
