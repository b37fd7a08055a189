"""Drafts of playlists: what would be published, and what can't be."""

from typing import Any

import msgspec
import pytest

from signage.domain.catalogue import Catalogue
from signage.domain.drafts import (
    Draft,
    checked,
    copy_of,
    digest_of,
    digest_of_drafts,
    file_of,
    free_name,
    next_number,
    with_drafts,
)
from signage.domain.playlist_file import PlaylistFile
from signage.domain.playlists import Playlist, Section
from signage.domain.schedule import Rule
from signage.errors import InputError
from tests.factories import NOW

from .factory import wall


def a_file(name: str = "stations", *sections: Section, rules: tuple[Rule, ...] = (), **changes: Any) -> PlaylistFile:
    own = sections or (Section(name="news", kinds=("news",)),)
    return PlaylistFile(Playlist(name=name, sections=own, **changes), rules)


def a_rule(playlist: str = "stations", number: int = 1, **changes: Any) -> Rule:
    return Rule(playlist=playlist, number=number, **changes)


def a_draft(file: PlaylistFile | None, name: str = "stations") -> Draft:
    return Draft(name, file, "", "A", NOW)


GIVEN = Rule(playlist="halls", number=7, now=True)
BEFORE = Catalogue(
    revision=4,
    playlists={name: a_file(name).playlist for name in ("halls", "stations")},
    rules=(a_rule("halls"), a_rule("stations"), GIVEN),
)


def test_a_draft_takes_the_place_of_what_is_published_and_of_its_rules() -> None:
    drafted = a_file(rules=(a_rule(priority=3), a_rule(number=2)), clock=True)
    after = with_drafts(BEFORE, [a_draft(drafted)])
    assert file_of(after, "stations") == drafted
    assert file_of(after, "halls") == file_of(BEFORE, "halls")
    assert after.rules == (a_rule("halls"), a_rule(priority=3), a_rule(number=2), GIVEN)


def test_a_new_playlist_stands_among_the_others_as_it_would_once_published() -> None:
    after = with_drafts(BEFORE, [a_draft(a_file("learning", rules=(a_rule("learning"),)), "learning")])
    assert list(after.playlists) == ["halls", "learning", "stations"]
    assert [rule.playlist for rule in after.rules] == ["halls", "learning", "stations", "halls"]


def test_one_that_is_to_be_taken_out_is_gone_with_its_rules_but_what_was_given_by_hand_stays() -> None:
    after = with_drafts(BEFORE, [a_draft(None, "halls")])
    assert list(after.playlists) == ["stations"]
    assert after.rules == (a_rule("stations"), GIVEN)


def test_without_drafts_the_catalogue_is_the_very_same() -> None:
    assert with_drafts(BEFORE, []) is BEFORE


def test_a_digest_tells_every_change_and_nothing_else() -> None:
    assert digest_of(a_file()) == digest_of(a_file())
    assert digest_of(a_file()) != digest_of(a_file(clock=True))
    assert digest_of(None) == ""
    one, other = a_draft(a_file()), a_draft(None, "halls")
    assert digest_of_drafts([one, other]) == digest_of_drafts([other, one])
    assert digest_of_drafts([one]) != digest_of_drafts([one, other])


def test_a_copy_says_the_same_and_wins_against_its_original() -> None:
    original = a_file(rules=(a_rule(), a_rule(number=2, priority=-5), a_rule(number=3, priority=100)))
    copy = copy_of(original, "stations-2", {"ja": "駅（写し）"})
    assert copy.playlist.sections == original.playlist.sections
    assert [rule.priority for rule in copy.rules] == [1, -4, 100]
    assert checked(copy, "stations-2") == copy


def test_a_name_that_is_taken_gets_the_next_number() -> None:
    assert free_name("stations", ["halls"]) == "stations"
    assert free_name("stations", ["stations", "stations-2"]) == "stations-3"


def test_a_new_rule_gets_a_number_that_no_other_has() -> None:
    assert next_number([]) == 1
    assert next_number([a_rule(number=5), a_rule(number=2)]) == 6


TWICE = (Section(name="news"), Section(name="news"))


@pytest.mark.parametrize(
    "file",
    [
        a_file("other"),
        a_file(rules=(a_rule("other"),)),
        a_file(rules=(a_rule(), a_rule())),
        a_file(rules=(a_rule(number=0),)),
        a_file(rules=(a_rule(priority=101),)),
        a_file(rules=(a_rule(begins=NOW.replace(tzinfo=None), ends=NOW.replace(tzinfo=None)),)),
        a_file(rules=(a_rule(begins=wall("0001-01-01")),)),
        a_file(rules=(a_rule(begins=wall("2026-01-01"), ends=wall("3000-01-01")),)),
        a_file(rules=tuple(a_rule(number=n) for n in range(1, 202))),
        a_file("stations", *TWICE),
        a_file("stations", Section(name="")),
        a_file("stations", Section(name="x" * 81)),
        a_file("stations", Section(name="news", weight=0)),
        a_file("stations", Section(name="news", weight=101)),
        a_file("stations", Section(name="news", newest=0)),
        a_file("stations", Section(name="news", seconds=1)),
        a_file("stations", Section(name="news", kinds=("magic",))),
        a_file("stations", Section(name="half a pair \ud800")),
        a_file("stations", *(Section(name=str(n)) for n in range(51))),
        a_file("stations", Section(name="news", items=tuple(f"item-{n:0200}" for n in range(1100)))),
        a_file(title={"ja": "題" * 81}),
        a_file(rules=(a_rule(now=True),)),
    ],
)
def test_what_no_playlist_file_may_say_is_no_draft_either(file: PlaylistFile) -> None:
    with pytest.raises(InputError):
        checked(file, "stations")


def test_a_playlist_may_be_begun_without_sections_and_rules() -> None:
    empty = msgspec.structs.replace(a_file(), playlist=Playlist(name="stations", sections=()))
    assert checked(empty, "stations") is empty
