"""Tests of dispatch: engine."""
