"""Codes of an authenticator: those of RFC 6238, and only those of around now."""

import base64
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from signage.domain.codes import enrolment, in_fours, new_key, step_of

RFC_KEY = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238 appendix B, the last six of its eight figures."""
    assert step_of(RFC_KEY, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


def test_a_code_counts_a_step_early_or_late_and_no_longer() -> None:
    made = datetime(2026, 11, 22, 1, 42, 15, tzinfo=UTC)
    code, step = pyotp.TOTP(RFC_KEY).at(made), int(made.timestamp()) // 30
    found = [step_of(RFC_KEY, code, made + timedelta(seconds=30 * late)) for late in range(-2, 3)]
    assert found == [None, step, step, step, None]


@pytest.mark.parametrize("typed", ["０８１８０４", "081 804", " 081-804 "])
def test_how_it_is_typed_makes_no_difference(typed: str) -> None:
    assert step_of(RFC_KEY, typed, datetime.fromtimestamp(1111111109, UTC)) is not None


@pytest.mark.parametrize("typed", ["", "81804", "0818045", "08180x", "٠٨١٨٠٤x", "0" * 10_000, "\ud800"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert step_of(RFC_KEY, typed, datetime.fromtimestamp(1111111109, UTC)) is None


def test_a_key_is_told_to_an_authenticator_and_to_people() -> None:
    key = new_key()
    assert len(key) == 32 and len(base64.b32decode(key)) * 8 == 160
    told = pyotp.parse_uri(enrolment(key, "010482", "共創プロジェクト"))
    assert (told.secret, told.name, told.issuer) == (key, "010482", "共創プロジェクト")
    assert in_fours(key).replace(" ", "") == key and len(in_fours(key).split()) == 8
