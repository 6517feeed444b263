"""What the pages of firms show."""
