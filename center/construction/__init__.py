"""Projects: their milestones, their money, and what they close."""
