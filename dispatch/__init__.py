"""Who goes where: requests turned into plans, offers and assignments."""
