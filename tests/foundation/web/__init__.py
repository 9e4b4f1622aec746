"""Tests of foundation: web."""
