"""What shows on a display at a moment, why, and what is missing."""
