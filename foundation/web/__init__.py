"""How a request is answered: who may ask, in which language, in one transaction."""
