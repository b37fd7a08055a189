"""Codes of six digits that an authenticator shows beside a password: time-based one-time passwords (RFC 6238)."""

import re
import unicodedata
from datetime import datetime

import pyotp

STEP_SECONDS = 30
"""So long a code lasts (RFC 6238 §5.2)."""
AROUND = 1
"""So many steps before and after now count too: clocks of telephones differ, and typing takes its time."""


def step_of(key: str, typed: str, now: datetime) -> int | None:
    """The step whose code was typed (seconds since 1970 by STEP_SECONDS); None where it is no code of around now.

    Blanks and full-width figures make no difference. Compared in constant time.
    """
    code = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed[:40]))
    if not re.fullmatch(r"[0-9]{6}", code):
        return None
    maker, present = pyotp.TOTP(key), int(now.timestamp()) // STEP_SECONDS
    around = (present + offset for offset in range(-AROUND, AROUND + 1))
    return next((step for step in around if pyotp.utils.strings_equal(maker.generate_otp(step), code)), None)


def new_key() -> str:
    """160 bits in base32, as authenticators take them (RFC 4226 §4)."""
    return pyotp.random_base32()


def enrolment(key: str, name: str, issuer: str) -> str:
    """The address that an authenticator reads from a QR (otpauth://totp/…)."""
    return pyotp.TOTP(key).provisioning_uri(name=name, issuer_name=issuer)


def in_fours(key: str) -> str:
    """A key as people type it."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))
