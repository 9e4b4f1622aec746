"""Tests of dispatch.solver: pricing."""
