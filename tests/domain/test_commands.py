"""What goes with a command."""

from datetime import UTC, datetime, timedelta

from signage.domain.commands import COMMANDS, FORGOTTEN, args_of

NOW = datetime(2026, 11, 21, 1, 42, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def test_a_screen_that_shows_its_name_is_told_where_it_stands() -> None:
    assert args_of("identify", "JR大甕駅", None, NOW) == {"place": "JR大甕駅"}


def test_in_maintenance_lasts_as_long_as_staff_said() -> None:
    assert args_of("maintenance_on", "", LATER, NOW) == {"until": ms(LATER)}


def test_in_maintenance_ends_by_itself_where_nobody_said_until_when() -> None:
    for unsaid in (None, NOW - timedelta(minutes=1)):
        assert args_of("maintenance_on", "", unsaid, NOW) == {"until": ms(NOW + FORGOTTEN)}


def test_all_other_commands_go_alone() -> None:
    assert all(args_of(name, "駅", LATER, NOW) == {} for name in COMMANDS.keys() - {"identify", "maintenance_on"})
