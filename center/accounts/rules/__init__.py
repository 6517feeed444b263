"""What decides over accounts: passwords, roles, sessions, codes and links. Pure."""
