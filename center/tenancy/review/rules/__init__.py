"""How sheets become a ranking, and the ranking units. Pure."""
