"""Tests of foundation: messages."""
