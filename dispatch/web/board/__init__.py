"""Pages of the dispatch board: a day, what is done from it, and the difference a draft makes."""
