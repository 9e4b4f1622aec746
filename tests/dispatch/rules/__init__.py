"""Tests of dispatch: rules."""
