"""All displays, one display, the technician under it, and pairing."""
