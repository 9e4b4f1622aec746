"""Tests of foundation: times."""
