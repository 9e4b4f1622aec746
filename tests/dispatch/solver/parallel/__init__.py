"""Tests of dispatch.solver: parallel."""
