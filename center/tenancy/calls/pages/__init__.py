"""What the pages of calls and units show."""
