"""What waits for a second pair of eyes, what stands in its way, and what expires."""
