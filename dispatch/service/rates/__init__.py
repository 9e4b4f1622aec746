"""What work pays: rate cards, and the pay that an offer shows."""
