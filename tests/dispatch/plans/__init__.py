"""Tests of dispatch: plans."""
