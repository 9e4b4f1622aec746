"""Tests of dispatch: reactions."""
