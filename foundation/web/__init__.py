"""How a request meets the house: who may, in which language, in one transaction."""
