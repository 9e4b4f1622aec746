"""Tests of foundation: the command line."""
