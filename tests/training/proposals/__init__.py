"""Tests of proposed courses."""
