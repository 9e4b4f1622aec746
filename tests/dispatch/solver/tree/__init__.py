"""Tests of dispatch.solver: tree."""
