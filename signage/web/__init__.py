"""A request wakes the server: each handler calls one action or reads what is in memory, and answers."""
