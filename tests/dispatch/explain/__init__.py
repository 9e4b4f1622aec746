"""Tests of dispatch: explain."""
