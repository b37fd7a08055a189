"""Posters: sheets of paper with a code of their own, as PDF."""
