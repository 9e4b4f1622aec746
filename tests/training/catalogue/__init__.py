"""Tests of training: catalogue."""
