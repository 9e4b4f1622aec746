"""Tests of translation jobs."""
