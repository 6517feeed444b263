"""What decides the life of a use permit and every won of it. Pure."""
