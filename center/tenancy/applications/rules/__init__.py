"""What an application must be, and where it stands. Pure."""
