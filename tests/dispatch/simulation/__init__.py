"""Weeks played through the services."""
