"""The shared files as the set-up makes them, a brand with all themes, and items in one line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from signage.brand import Brand
from signage.domain.content import Item
from signage.domain.displays import Format
from signage.render.assets import Assets, load_assets
from signage.render.fonts import make_vendor
from signage.render.measure import typeface
from signage.render.slides import Slide, build_slide
from signage.render.text import Setter

from . import samples

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "signage" / "static" / "vendor"


@pytest.fixture(scope="session")
def vendor() -> Path:
    if (ROOT / "node_modules").exists():
        make_vendor(ROOT / "node_modules", VENDOR)
    return VENDOR


@pytest.fixture(scope="session")
def shared(vendor: Path) -> tuple[Assets, dict[str, bytes]]:
    return load_assets(vendor)


@pytest.fixture(scope="session")
def assets(shared: tuple[Assets, dict[str, bytes]]) -> Assets:
    return shared[0]


@pytest.fixture(scope="session")
def setter(vendor: Path) -> Setter:
    """Sets bold Japanese, and keeps the sample project's names whole."""
    return Setter(typeface(str(vendor), "bold"), ("共創プロジェクト", "日立市", "日立製作所"))


@pytest.fixture(scope="session")
def brand() -> Brand:
    return samples.BRAND


Build = Callable[..., Slide]


@pytest.fixture(scope="session")
def build(brand: Brand, assets: Assets) -> Build:
    """A slide in one line: build(item, format, language="ja")."""

    def make(item: Item | None, format: Format = samples.LANDSCAPE, language: str = "ja", **more: object) -> Slide:
        template = f"{item.kind}.html" if item else "fallback.html"
        subject = samples.a_subject(item, language, template, format)
        return build_slide(subject, brand, assets, **more)  # type: ignore[arg-type]

    return make
