"""Tests of training: documents."""
