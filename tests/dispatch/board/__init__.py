"""Tests of dispatch: board."""
