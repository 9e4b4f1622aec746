"""Tests of dispatch.solver: whatif."""
