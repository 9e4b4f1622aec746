"""Tests of training: completion."""
