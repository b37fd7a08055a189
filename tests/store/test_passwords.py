"""A password is kept as a hash that is worth its cost."""

from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from signage.store import passwords


def test_a_hash_costs_what_the_standard_asks_for(real_hasher: PasswordHasher) -> None:
    """RFC 9106 §4, the second choice: argon2id, 64 MiB, three rounds."""
    costs = extract_parameters(real_hasher.hash("the harbour at dawn"))
    assert (costs.type, costs.memory_cost, costs.time_cost) == (Type.ID, 65_536, 3)


async def test_what_is_no_hash_fits_nobody() -> None:
    assert await passwords.Passwords().fits("", "") is False
    assert await passwords.Passwords().fits("", "$argon2id$nonsense") is False
    assert await passwords.Passwords().fits("", None) is False
