"""What a file really is, told from its bytes alone."""
