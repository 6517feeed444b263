"""What the pages of booking show, as plain values in the reader's language."""
