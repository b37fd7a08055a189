"""People, their rights and their own accounts."""
