"""Tests of dispatch.solver: process."""
