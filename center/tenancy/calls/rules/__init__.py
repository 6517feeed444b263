"""What calls and fees decide. Pure."""
