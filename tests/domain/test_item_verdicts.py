"""What is told of each item of a playlist."""

import msgspec

from signage.domain.explain import explain
from signage.domain.links import Link
from signage.domain.reach import where_shown

from .factory import a_catalogue, a_playlist, a_rule, a_section, an_item, at

NOON = at("2026-11-22T03:00")


def test_an_item_is_told_with_its_section_as_people_call_it() -> None:
    titled = a_section("top", title={"ja": "速報", "en": "Latest"}, kinds=("news",), newest=1)
    playlist = a_playlist("base", titled, a_section("more"))
    catalogue = a_catalogue(items=(an_item("a"),), playlists=(playlist,), rules=(a_rule(),))
    first, second = (one.says for one in explain(catalogue, "gate", NOON).items)
    assert "（速報）" in first["ja"] and "(Latest)" in first["en"]
    assert "「速報」のほうで" in second["ja"] and "section Latest" in second["en"] and "（more）" in second["ja"]


def test_what_is_there_for_its_code_leaves_the_loop_while_that_leads_nowhere() -> None:
    page = "https://www.city.example/survey"
    survey, news = an_item("survey", kind="survey", url=page), an_item("news", url=page)
    catalogue = a_catalogue(items=(survey, news), playlists=(a_playlist("base", a_section("all")),), rules=(a_rule(),))
    link = Link(code="K7M2P", asked=page, target=page, made_at=NOON)

    def codes(link: Link) -> dict[str, str]:
        linked = msgspec.structs.replace(catalogue, links={page: link})
        return {one.item: one.code for one in explain(linked, "gate", NOON).items}

    assert codes(link) == {"survey": "in_loop", "news": "in_loop"}
    dead = msgspec.structs.replace(link, dead_since=NOON)
    assert codes(dead) == {"survey": "dead_link", "news": "in_loop"}, "news has more to say than its code"
    reach = where_shown(msgspec.structs.replace(catalogue, links={page: dead}), survey, NOON)
    assert [one.code for one in reach.not_shown] == ["dead_link"]
