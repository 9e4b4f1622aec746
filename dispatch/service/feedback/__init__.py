"""Complaints and praise: given by anybody, worked on by the office, answered."""
