"""The best routes through everybody's day under given prices, compiled by Numba."""
