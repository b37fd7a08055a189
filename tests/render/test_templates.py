"""Templates of one's own: what they may do, and how they say what is wrong with them (docs/templates.md)."""

import re
from pathlib import Path

import pytest

from signage.brand import Brand
from signage.errors import RenderError
from signage.render.assets import Assets
from signage.render.document import write_policy
from signage.render.orders import Look, look_digest
from signage.render.slides import Slide, build_slide
from signage.render.templates import OwnTemplates, check_templates, names_of
from tests.render import samples
from tests.render.samples import news

DOCS = Path(__file__).parents[2] / "docs" / "templates.md"
PLAIN = '{% extends "frame.html" %}{% block content %}{{ text.block("title", "h1") }}{% endblock %}'


def draw(brand: Brand, assets: Assets, own: OwnTemplates, name: str = "own.html") -> Slide:
    return build_slide(samples.a_subject(news(), "ja", name), brand, assets, own)


def broken(brand: Brand, assets: Assets, text: str) -> str:
    with pytest.raises(RenderError) as raised:
        draw(brand, assets, (("own.html", text),))
    return str(raised.value)


def test_a_template_that_can_t_be_read_names_its_line(brand: Brand, assets: Assets) -> None:
    text = "<p>\n{% if %}\n</p>"
    assert broken(brand, assets, text).startswith("templates/own.html, line 2: ")
    assert check_templates((("own.html", text),))[0].startswith("templates/own.html, line 2: ")


def test_a_template_that_fails_while_it_draws_names_its_line_too(brand: Brand, assets: Assets) -> None:
    text = PLAIN.replace("{{ text", "\n\n{{ titel }}{{ text")
    assert broken(brand, assets, text) == "templates/own.html, line 3: 'titel' is undefined"
    assert "line 1" in broken(brand, assets, "{{ 1 / 0 }}")


def test_a_template_reaches_nothing_beyond_what_it_is_given(brand: Brand, assets: Assets) -> None:
    assert "unsafe" in broken(brand, assets, "{{ ().__class__.__mro__ }}")
    assert "there is no template" in broken(brand, assets, '{% include "../../settings.py" %}')
    assert "Range too big" in broken(brand, assets, "{% for _ in range(10000000) %}{% endfor %}")


def test_a_missing_part_is_found_before_any_slide_is_made() -> None:
    own = (
        ("own.html", '{% extends "fraem.html" %}'),
        ("part.html", "fine"),
        ("uses.html", '{% include "part.html" %}'),
    )
    assert check_templates(own) == ["templates/own.html: there is no template “fraem.html”"]


def test_one_s_own_news_may_extend_ours_and_takes_its_place(brand: Brand, assets: Assets) -> None:
    text = '{% extends "signage/news.html" %}{% block content %}{{ super() }}<p class="own">市</p>{% endblock %}'
    slide = draw(brand, assets, (("news.html", text),), "news.html")
    assert b'<p class="own">' in slide.html
    assert "お知らせ" in slide.html.decode()


def test_a_style_sheet_beside_a_template_goes_into_the_one_style_and_its_policy(brand: Brand, assets: Assets) -> None:
    rules = "#title{color:#0B2343}"
    html = draw(brand, assets, (("own.css", rules), ("own.html", PLAIN), ("other.css", "p{}"))).html.decode()
    style = re.search(r"<style>(.*?)</style>", html, re.S)
    assert style
    assert style.group(1).endswith(rules)
    assert write_policy(style.group(1), assets).replace("'", "&#39;") in html


def test_a_style_sheet_cannot_end_its_style(brand: Brand, assets: Assets) -> None:
    own = (("own.css", "</style><script>"), ("own.html", PLAIN))
    with pytest.raises(RenderError, match=r"templates/own\.css"):
        draw(brand, assets, own)
    assert check_templates(own) == ["templates/own.css: a style sheet holds rules only, no “<”"]


def test_a_playlist_may_name_ours_and_one_s_own(assets: Assets) -> None:
    names = names_of((("own.html", PLAIN), ("own.css", "")))
    assert {"news.html", "theme.html", "own.html"} <= names
    assert not {"own.css", "frame.html", "text.html"} & names


def test_a_changed_template_changes_every_recipe(brand: Brand, assets: Assets) -> None:
    looks = [Look(brand, assets, templates=own) for own in ((), (("own.html", PLAIN),), (("own.html", "other"),))]
    assert len({look_digest(look) for look in looks}) == 3


def test_the_examples_in_the_documentation_draw_slides(brand: Brand, assets: Assets) -> None:
    files = re.findall(r"`templates/([\w.]+)`:\n\n```(?:html|css)\n(.*?)```", DOCS.read_text("utf-8"), re.S)
    own = tuple(files)
    assert check_templates(own) == []
    for name, _ in own:
        if name.endswith(".html"):
            assert "日立駅前に" in draw(brand, assets, own, name).html.decode()
