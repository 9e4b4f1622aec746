"""Pages of proposed courses and what became of them."""
