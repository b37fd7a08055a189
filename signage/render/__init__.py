"""What is made: slides from items, and the files that all slides share."""
