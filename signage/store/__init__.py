"""What is kept: the database, the blobs, and in memory what is served."""
