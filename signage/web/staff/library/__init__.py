"""Pictures, films and documents: taken in, named, used, removed."""
