"""What pages of the review show."""
