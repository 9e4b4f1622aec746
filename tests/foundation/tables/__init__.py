"""Tests of foundation: tables."""
