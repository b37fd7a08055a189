"""How often something may still be tried, for each of many names: so many times at once, and one more after each while."""

from datetime import datetime, timedelta
from math import ceil

NAMES_AT_MOST = 10_000
"""Whoever tries many names must not fill the memory: the half that has most of its tries back is forgotten."""


class Tries:
    """Kept in memory: a restart gives every try back."""

    def __init__(self, most: int, regain: timedelta) -> None:
        self.most = most
        self.regain = regain
        self._whole_at: dict[str, datetime] = {}

    def left(self, name: str, now: datetime) -> int:
        spent = ceil((self._whole_at.get(name, now) - now) / self.regain)
        return max(0, min(self.most, self.most - spent))

    def wait(self, name: str, now: datetime) -> timedelta:
        """Until there is a try again; zero where there is one."""
        spent_until = self._whole_at.get(name, now)
        return max(timedelta(0), spent_until - now - (self.most - 1) * self.regain)

    def take(self, name: str, now: datetime) -> None:
        self._whole_at[name] = max(self._whole_at.get(name, now), now) + self.regain
        if len(self._whole_at) > NAMES_AT_MOST:
            longest = sorted(self._whole_at.items(), key=lambda one: one[1], reverse=True)
            self._whole_at = dict(longest[: NAMES_AT_MOST // 2])

    def give_back(self, name: str) -> None:
        """One try, that was none after all."""
        if name in self._whole_at:
            self._whole_at[name] -= self.regain

    def forget(self, name: str) -> None:
        self._whole_at.pop(name, None)
