"""Pages of complaints and praise."""
