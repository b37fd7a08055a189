"""How long to wait before the next try: doubling, and from the beginning again after a time without trouble."""

LONGEST_SECONDS = 60.0
HEALTHY_SECONDS = 600.0


class Pauses:
    """`failures` counts those in a row."""

    def __init__(self, first_seconds: float = 1.0) -> None:
        self.failures = 0
        self._first = first_seconds

    def after(self, lasted_seconds: float) -> float:
        """Seconds to wait after something that went well for so long has failed."""
        if lasted_seconds >= HEALTHY_SECONDS:
            self.failures = 0
        self.failures += 1
        return float(min(LONGEST_SECONDS, self._first * 2.0 ** (min(self.failures, 20) - 1)))
