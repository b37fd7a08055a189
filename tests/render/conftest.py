"""The shared files as the set-up makes them, a brand with all themes, and items in one line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from signage.brand import Brand, Theme
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
    themes = {
        key: Theme(name={"ja": ja, "en": en}, palette=key)
        for key, (ja, en) in {
            "green": ("グリーン産業都市の構築", "Green industrial city"),
            "health": ("デジタル健康・医療・介護の推進", "Digital health and care"),
            "mobility": ("公共交通のスマート化", "Smart public transport"),
            "smart_housing": ("スマート住宅エリア", "Smart housing"),
            "citizen": ("市民参加の推進", "Citizen participation"),
        }.items()
    }
    return Brand(
        name={
            "ja": "日立市 × 日立製作所　共創プロジェクト",
            "en": "Hitachi City × Hitachi, Ltd.  Co-creation Project",
        },
        short_name={"ja": "共創プロジェクト", "en": "Co-creation Project"},
        address="www.city.hitachi.lg.jp/kyoso-project/",
        department={"ja": "共創プロジェクト推進本部", "en": "Co-creation Project Headquarters"},
        invitation={"ja": "活動のようすは ホームページへ", "en": "See what we do on our website"},
        themes=themes,
    )


Build = Callable[..., Slide]


@pytest.fixture(scope="session")
def build(brand: Brand, assets: Assets) -> Build:
    """A slide in one line: build(item, format, language="ja")."""

    def make(item: Item | None, format: Format = samples.LANDSCAPE, language: str = "ja", **more: object) -> Slide:
        template = f"{item.kind}.html" if item else "fallback.html"
        subject = samples.a_subject(item, language, template, format)
        return build_slide(subject, brand, assets, **more)  # type: ignore[arg-type]

    return make
