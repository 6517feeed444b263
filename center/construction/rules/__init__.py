"""What a project is and how it is counted, pure."""
