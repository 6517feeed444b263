"""The review: a committee scores applications in confidence, and a ranking follows that anyone can recompute."""
