"""The enterprises of the social economy, shared with the district's registry."""
