"""The building: floors, spaces with their history, closures, holidays."""
