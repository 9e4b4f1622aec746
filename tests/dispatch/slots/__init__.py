"""Tests of dispatch: slots."""
