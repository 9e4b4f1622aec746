"""Trainees beside their mentors: paired, asked, placed, freed."""
