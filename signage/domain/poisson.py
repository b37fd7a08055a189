"""How sure a counted rate is: exact 95 % intervals of a Poisson count, and of the ratio of two.

A count: Garwood, “Fiducial limits for the Poisson distribution”, Biometrika 28 (1936). Two counts: given their sum, one of them
is binomial (Przyborowski & Wilenski, Biometrika 31, 1940), whose interval is Clopper & Pearson's (Biometrika 26, 1934). Both
hold at least what they say, also for a handful of scans, where the usual ± 2 √n does not.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

OUTSIDE = 0.025
"""On each side of a 95 % interval."""
_NEAR = 1e-12
_TERMS = 10_000
"""A series of a count of ten million has come to its end by then."""


class Interval(NamedTuple):
    low: float
    high: float

    def __truediv__(self, by: float) -> "Interval":
        return Interval(self.low / by, self.high / by)


@lru_cache(maxsize=10_000)
def count_interval(count: int) -> Interval:
    """Of the mean behind a count that was seen once: 0 → (0, 3.69), 10 → (4.80, 18.39)."""
    low = _gamma_quantile(count, OUTSIDE) if count else 0.0
    return Interval(low, _gamma_quantile(count + 1, 1 - OUTSIDE))


def rate_interval(count: int, exposure: float) -> Interval:
    """Of the rate; `exposure` (days, hours) is above 0."""
    return count_interval(count) / exposure


def ratio_interval(count: int, exposure: float, other: int, other_exposure: float) -> Interval:
    """Of the rate of the first over that of the other. Open to infinity where the other may be none; both exposures above 0."""
    low = _beta_quantile(count, other + 1, OUTSIDE) if count else 0.0
    high = _beta_quantile(count + 1, other, 1 - OUTSIDE) if other else 1.0
    scale = other_exposure / exposure
    return Interval(_odds(low) * scale, _odds(high) * scale)


def chance_of_none(expected: float) -> float:
    """How likely a count of 0 is where so many are expected."""
    return math.exp(-expected)


def _odds(chance: float) -> float:
    return chance / (1 - chance) if chance < 1 else math.inf


def _gamma_quantile(a: int, wanted: float) -> float:
    """Where the regularised lower incomplete gamma function of `a` reaches what is wanted: Newton's steps from the start
    of Wilson and Hilferty (1931), which is near it already.
    """
    z = 1.959963984540054 * (1 if wanted > 0.5 else -1)
    x = a * max(1 - 1 / (9 * a) + z / (3 * math.sqrt(a)), 0.05) ** 3
    for _ in range(50):
        slope = math.exp((a - 1) * math.log(x) - x - math.lgamma(a))
        step = (_gamma(a, x) - wanted) / slope
        x = max(x - step, x / 3)
        if abs(step) < 1e-10 * x:
            break
    return x


def _gamma(a: float, x: float) -> float:
    """Regularised lower incomplete gamma function (Abramowitz & Stegun 6.5.29 and 6.5.31)."""
    scale = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        return scale * _gamma_series(a, x)
    return 1 - scale * _fraction(lambda n: (-n * (n - a), 2 * n + 1 + x - a), x + 1 - a)


def _gamma_series(a: float, x: float) -> float:
    term = total = 1 / a
    for n in range(1, _TERMS):
        term *= x / (a + n)
        total += term
        if term < total * _NEAR:
            break
    return total


def _beta_quantile(a: int, b: int, wanted: float) -> float:
    """Where the regularised incomplete beta function reaches what is wanted; by halves, since it rises all the way."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _beta(a, b, middle) < wanted else (low, middle)
    return (low + high) / 2


def _beta(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta function (Abramowitz & Stegun 26.5.8, 26.5.2)."""
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(b, a, 1 - x)
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)

    def part(n: int) -> tuple[float, float]:
        half = n // 2
        if n % 2:
            return -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1)), 1.0
        return half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half)), 1.0

    return math.exp(log) / a * _fraction(part, 1.0)


def _fraction(part: Callable[[int], tuple[float, float]], first: float) -> float:
    """1 / (first + a1 / (b1 + a2 / (b2 + …))) by Lentz's steps; `part(n)` is (an, bn)."""
    tiny = 1e-300
    value = ratio = first or tiny
    other = 0.0
    for n in range(1, _TERMS):
        over, under = part(n)
        other = 1 / ((under + over * other) or tiny)
        ratio = (under + over / ratio) or tiny
        value *= ratio * other
        if abs(ratio * other - 1) < _NEAR:
            break
    return 1 / value
