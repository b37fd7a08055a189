"""Tests mirror the package; players/ drives real browsers."""
