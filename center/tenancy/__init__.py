"""How enterprises come to a unit and have it: calls, applications, review, use permits."""
