"""Weeks of the province, played through the real services by a clock that is set, and what came of them."""
