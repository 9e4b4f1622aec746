"""Practice that is counted and further training that is claimed."""
