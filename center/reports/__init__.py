"""Pages that join slices: the first page, the floors, what the center says of itself."""
