"""Tests of training: practicum."""
