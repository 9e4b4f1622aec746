"""What an interpreter sees of offers, assignments and places, stage by stage."""
