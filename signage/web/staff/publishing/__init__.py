"""One press puts everything that waits on air; how far each change has come."""
