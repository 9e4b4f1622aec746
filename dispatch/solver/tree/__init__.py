"""The branch-and-price tree: what is branched on, and the cuts that lift its bound."""
