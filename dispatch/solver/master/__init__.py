"""The master programme: its rows, its pool of routes, its relaxation and the bound it proves."""
