"""Tests of past periods played by other rules."""
