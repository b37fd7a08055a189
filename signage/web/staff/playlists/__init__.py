"""Playlists with their sections, and the loop that comes of them."""
