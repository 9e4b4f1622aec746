"""Tests of training: assessment."""
