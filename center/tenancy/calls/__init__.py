"""What the center offers to enterprises: its units, what they cost, and the calls for them."""
