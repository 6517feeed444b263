"""What pages of construction show."""
