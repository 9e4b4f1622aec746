"""Tests of training: certification."""
