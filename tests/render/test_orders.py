"""What a worker answers of a slide that it can't make: what stays so, and what may pass."""

import errno

import pytest

from signage.brand import Brand
from signage.errors import RenderError, WorkerError
from signage.render import orders
from signage.render.assets import Assets
from signage.render.orders import Look, make_slides
from signage.render.slides import Slide
from signage.render.subject import Subject
from tests.render import samples
from tests.render.samples import news


def asked(template: str = "news.html") -> list[Subject]:
    return [samples.a_subject(news(), "ja", template)]


@pytest.mark.parametrize(
    "lack", [MemoryError(), OSError(errno.EMFILE, "Too many open files")], ids=lambda lack: type(lack).__name__
)
@pytest.mark.parametrize("said", [False, True], ids=["as it is", "as what draws says it"])
def test_what_lacked_memory_or_a_file_may_be_made_another_time(
    brand: Brand, assets: Assets, monkeypatch: pytest.MonkeyPatch, lack: Exception, said: bool
) -> None:
    def lacking(*_: object, **_more: object) -> Slide:
        if said:
            raise RenderError("not now", "own.html, line 2") from lack
        raise lack

    with monkeypatch.context() as patched:
        patched.setattr(orders, "build_slide", lacking)
        with pytest.raises(WorkerError, match="own.html, line 2: not now" if said else type(lack).__name__):
            make_slides(asked(), Look(brand, assets))
    assert isinstance(make_slides(asked(), Look(brand, assets))[0], Slide)


def test_a_template_that_wants_more_memory_than_there_is_names_its_line_and_is_not_refused(
    brand: Brand, assets: Assets
) -> None:
    look = Look(brand, assets, templates=(("own.html", "\n{{ 'x' * 10 ** 18 }}"),))
    with pytest.raises(WorkerError, match=r"templates/own\.html, line 2: MemoryError"):
        make_slides(asked("own.html"), look)


@pytest.mark.parametrize("template", ["nothing.html", "own.html"])
def test_what_is_wrong_with_a_template_stays_so_and_costs_no_other_slide_its_making(
    brand: Brand, assets: Assets, template: str
) -> None:
    look = Look(brand, assets, templates=(("own.html", '{% include "nothing.html" %}'),))
    broken, good = make_slides([*asked(template), *asked()], look)
    assert isinstance(broken, RenderError)
    assert "there is no template “nothing.html”" in str(broken)
    assert isinstance(good, Slide)


def test_what_nobody_thought_of_stays_so_too(brand: Brand, assets: Assets, monkeypatch: pytest.MonkeyPatch) -> None:
    def slipping(*_: object, **_more: object) -> Slide:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(orders, "build_slide", slipping)
    assert [str(one) for one in make_slides(asked() * 2, Look(brand, assets))] == [
        "could not be drawn (ZeroDivisionError: division by zero)"
    ] * 2
