import json
from pathlib import Path

import pytest

from signage.errors import RenderError
from signage.render.assets import load_assets
from signage.render.fonts import FACES, SCRIPTS, STAMP, main, make_vendor

from .conftest import ROOT, VENDOR

pytestmark = pytest.mark.skipif(not (ROOT / "node_modules").exists(), reason="front-end packages are not installed")


def test_the_second_set_up_makes_nothing(vendor: Path) -> None:
    assert make_vendor(ROOT / "node_modules", VENDOR) == []


def test_a_changed_source_is_made_again_and_gives_equal_bytes(tmp_path: Path, vendor: Path) -> None:
    stamp = json.loads((VENDOR / STAMP).read_text())
    for face in FACES.values():
        for name in (face.ttf, face.whole, *face.files):
            (tmp_path / name).write_bytes((VENDOR / name).read_bytes())
    latin = FACES["medium"]
    stamp[latin.ttf] = "of an older version"
    (tmp_path / STAMP).write_text(json.dumps(stamp))
    assert make_vendor(ROOT / "node_modules", tmp_path) == [latin.ttf, *(Path(script).name for script in SCRIPTS)]
    assert (tmp_path / latin.whole).read_bytes() == (VENDOR / latin.whole).read_bytes()


def test_missing_packages_and_a_missing_set_up_are_told_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), str(tmp_path / "vendor")]) == 1
    assert "run the set-up" in capsys.readouterr().err
    with pytest.raises(RenderError, match="run the set-up"):
        load_assets(tmp_path)
