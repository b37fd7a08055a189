"""A digital signage content server: what a screen shows is a pure function of time."""

__version__ = "0.1.0"
