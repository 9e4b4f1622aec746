"""Tests of foundation: database."""
