"""Two states of a thing are told field by field."""

import msgspec

from signage.domain.content import Item
from signage.domain.differences import Difference, differences, name_in
from signage.domain.history_words import field_words


def body(value: object) -> str:
    return msgspec.json.encode(value).decode()


def test_only_what_changed_is_told_with_what_is_new_and_what_is_gone() -> None:
    before = {"title": {"ja": "市の祭"}, "url": "https://a", "themes": ["green"], "pinned": False}
    after = {"title": {"ja": "市の祭", "en": "Fair"}, "themes": ["green", "health"], "pinned": True}
    assert differences(body(before), body(after)) == (
        Difference(("title", "en"), None, "Fair"),
        Difference(("themes",), "green", "green\nhealth"),
        Difference(("pinned",), False, True),
        Difference(("url",), "https://a", None),
    )


def test_lists_of_things_are_told_by_their_places() -> None:
    before = {"sections": [{"name": "a", "weight": 1}, {"name": "b"}]}
    after = {"sections": [{"name": "a", "weight": 3}]}
    assert differences(body(before), body(after)) == (
        Difference(("sections", 0, "weight"), 1, 3),
        Difference(("sections", 1, "name"), "b", None),
    )


def test_words_that_are_kept_as_pairs_are_told_by_language() -> None:
    before, after = {"title": [["ja", "休館日"]]}, {"title": [["ja", "休み"], ["en", "closed"]]}
    assert differences(body(before), body(after)) == (
        Difference(("title", "ja"), "休館日", "休み"),
        Difference(("title", "en"), None, "closed"),
    )
    assert name_in(body(after)) == {"ja": "休み", "en": "closed"}
    assert differences(None, body({"hours": [["09:00", "12:00"]]})) == (
        Difference(("hours",), None, "['09:00', '12:00']"),
    )


def test_what_began_or_ended_is_told_whole_and_nothing_as_nothing() -> None:
    assert differences(None, body({"a": 1, "b": "", "c": [], "d": None})) == (Difference(("a",), None, 1),)
    assert differences(body({"a": 1}), None) == (Difference(("a",), 1, None),)
    assert differences(None, None) == ()


def test_a_thing_without_end_is_not_looked_at_without_end() -> None:
    deep: object = 1
    for _ in range(100):
        deep = {"a": deep}
    assert differences(None, body(deep)) == ()
    assert len(differences(None, body({str(number): number for number in range(10_000)}))) == 500


def test_things_say_how_they_are_called() -> None:
    item = Item(id="x", source="staff", kind="news", title={"ja": "市の祭", "en": "Fair"})
    assert name_in(body(item)) == {"ja": "市の祭", "en": "Fair"}
    assert name_in(body({"playlist": {"name": "everyday", "title": {"ja": "基本"}}})) == {"ja": "基本"}
    assert name_in(body({"name": "駅 入口"})) == {"ja": "駅 入口"}
    assert [name_in(one) for one in (None, "[1]", '{"title": 3}', "{}")] == [{}] * 4


def test_fields_are_told_as_people_call_them() -> None:
    assert field_words(("title", "en")) == {"ja": "題名（英語）", "en": "title (English)"}
    assert field_words(("period", "ends_at")) == {"ja": "掲載終了", "en": "end"}
    assert field_words(("playlist", "sections", 1, "weight")) == {"ja": "区分 2 重み", "en": "section 2 weight"}
    assert field_words(("unheard_of",)) == {"ja": "unheard_of", "en": "unheard_of"}
