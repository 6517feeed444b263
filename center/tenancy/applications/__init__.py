"""An enterprise applies for a unit: its application from the first letter to what becomes of it."""
