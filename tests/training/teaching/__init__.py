"""Tests of training: teaching."""
