"""What is told of each item of a playlist."""

from signage.domain.explain import explain

from .factory import a_catalogue, a_playlist, a_rule, a_section, an_item, at

NOON = at("2026-11-22T03:00")


def test_an_item_is_told_with_its_section_as_people_call_it() -> None:
    titled = a_section("top", title={"ja": "速報", "en": "Latest"}, kinds=("news",), newest=1)
    playlist = a_playlist("base", titled, a_section("more"))
    catalogue = a_catalogue(items=(an_item("a"),), playlists=(playlist,), rules=(a_rule(),))
    first, second = (one.says for one in explain(catalogue, "gate", NOON).items)
    assert "（速報）" in first["ja"] and "(Latest)" in first["en"]
    assert "「速報」のほうで" in second["ja"] and "section Latest" in second["en"] and "（more）" in second["ja"]
