"""Exact intervals, held to printed tables and to the sums that define them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.domain.poisson import OUTSIDE, chance_of_none, count_interval, rate_interval, ratio_interval


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0, 3.689), (1, 0.0253, 5.572), (2, 0.2422, 7.225), (5, 1.623, 11.668), (10, 4.795, 18.390), (20, 12.217, 30.888), (50, 37.111, 65.919), (100, 81.364, 121.627)],
)  # fmt: skip
def test_intervals_are_those_of_the_printed_tables(count: int, low: float, high: float) -> None:
    """Pearson & Hartley, Biometrika Tables for Statisticians I, table 40."""
    assert count_interval(count) == pytest.approx((low, high), abs=6e-4)


def at_most(count: int, mean: float) -> float:
    return math.fsum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(count + 1))


@given(st.integers(1, 3_000))
def test_beyond_each_end_the_count_would_be_that_extreme_once_in_forty_times(count: int) -> None:
    low, high = count_interval(count)
    assert low < count < high
    assert 1 - at_most(count - 1, low) == pytest.approx(OUTSIDE, rel=1e-5)
    assert at_most(count, high) == pytest.approx(OUTSIDE, rel=1e-5)


def test_a_very_large_count_is_as_sure_as_its_square_root_says() -> None:
    low, high = count_interval(4_000_000)
    assert (low, high) == pytest.approx((4_000_000 - 1.96 * 2_000, 4_000_000 + 1.96 * 2_000), abs=5)


def test_a_rate_has_the_interval_of_its_count() -> None:
    assert rate_interval(10, 20) == pytest.approx((4.795 / 20, 18.390 / 20), abs=1e-4)


def binomial_at_least(count: int, of: int, chance: float) -> float:
    return math.fsum(math.comb(of, n) * chance**n * (1 - chance) ** (of - n) for n in range(count, of + 1))


@given(st.integers(1, 60), st.integers(1, 60), st.floats(0.1, 10))
def test_a_ratio_is_open_where_the_split_of_all_scans_would_be_that_extreme_once_in_forty_times(
    count: int, other: int, exposure: float
) -> None:
    low, high = ratio_interval(count, exposure, other, 1.0)
    assert low < count / exposure / other < high
    share = [ratio * exposure / (1 + ratio * exposure) for ratio in (low, high)]
    assert binomial_at_least(count, count + other, share[0]) == pytest.approx(OUTSIDE, rel=1e-4)
    assert 1 - binomial_at_least(count + 1, count + other, share[1]) == pytest.approx(OUTSIDE, rel=1e-4)


def test_a_ratio_to_nothing_has_no_end_and_one_of_nothing_begins_at_nothing() -> None:
    assert ratio_interval(5, 1, 0, 1).high == math.inf
    assert ratio_interval(5, 1, 0, 1).low > 0
    assert ratio_interval(0, 1, 5, 1).low == 0
    assert ratio_interval(0, 1, 0, 1) == (0, math.inf)


def test_none_is_unlikely_where_many_are_expected() -> None:
    assert chance_of_none(6.908) == pytest.approx(0.001, rel=1e-3)
