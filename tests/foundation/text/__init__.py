"""Tests of foundation: text."""
