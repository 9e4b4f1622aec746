"""Branch and price: what is branched on, and the cuts that lift a leaf."""
