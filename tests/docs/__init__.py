"""Tests of what stands under docs."""
