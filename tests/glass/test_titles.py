"""Hundreds of titles through every template that sets text. All of them, each measured: `make titles`."""

import pytest

from signage.errors import RenderError
from signage.render.assets import Assets
from signage.render.glass import Glass
from signage.render.slides import Slide, build_slide
from tests.render import samples

from .texts import LANDSCAPE, PORTRAIT, TEMPLATES
from .titles import Written, dressed_titles
from .trial import Trial

SAME = ("report", "link")
"""Set as news and as a survey are."""

MANY = 300
TITLES = dressed_titles()
FAULTS = ("overflow", "overlap", "safe-area", "type-small", "contrast", "cut")


def made(template: str, number: int, one: Written, assets: Assets) -> Slide:
    """Lying and upright by turns: each title is met in both, over all templates."""
    portrait = (number + list(TEMPLATES).index(template)) % 2
    return build_slide(TEMPLATES[template](one, PORTRAIT if portrait else LANDSCAPE), samples.BRAND, assets)


def test_there_are_hundreds_of_titles_of_all_lengths() -> None:
    assert len(TITLES) > MANY
    lengths = sorted(len(one.title) for one in TITLES)
    assert lengths[0] <= 6 and lengths[-1] >= 75


@pytest.mark.parametrize("template", [name for name in TEMPLATES if name not in SAME])
def test_no_title_is_cut_astray_or_on_top_of_something(assets: Assets, template: str) -> None:
    wrong = {}
    for number, one in enumerate(TITLES[:MANY]):
        findings = made(template, number, one, assets).findings
        found = [(f.code, f.element) for f in findings if f.code in FAULTS and f.mark == "wrong"]
        if found:
            wrong[one.title] = found
    assert wrong == {}


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
async def test_the_longest_stand_on_the_glass_as_they_were_laid_out(glass: Glass, assets: Assets) -> None:
    longest = sorted(TITLES, key=lambda one: -len(one.title))[:4] + sorted(TITLES, key=lambda one: len(one.title))[:2]
    wrong = {}
    for format in (LANDSCAPE, PORTRAIT):
        trial = Trial(glass)
        begun = False
        for name, subject in TEMPLATES.items():
            for one in longest:
                try:
                    html = build_slide(subject(one, format), samples.BRAND, assets).html
                except RenderError as problem:
                    wrong[name, one.title] = [str(problem)]
                    continue
                if not begun:
                    await trial.begin(html, format.width, format.height)
                    begun = True
                if found := await trial.faults(html):
                    wrong[name, one.title] = [f"{f.code} {f.element} {f.given}" for f in found]
    assert wrong == {}
