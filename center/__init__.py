"""The space and tenant management system of a district's Social Economy Support Center."""
