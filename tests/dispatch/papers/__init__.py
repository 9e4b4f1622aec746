"""Tests of the papers of the office."""
