"""Tests of foundation: security."""
