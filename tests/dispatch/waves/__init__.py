"""Tests of this part of the product."""
