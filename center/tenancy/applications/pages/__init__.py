"""What the pages of applications show."""
