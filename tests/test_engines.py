"""Where an old engine can't be started, a sentence says what to install."""

from pathlib import Path

import pytest

from tests import engines
from tests.chromium import BrowserError, chromium


async def test_an_engine_that_is_not_unpacked_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "FOLDER", tmp_path)
    with pytest.raises(BrowserError, match="Chromium 69 is not unpacked: run `make engines`"):
        async with chromium(engine="69"):
            pass


def test_an_engine_that_lacks_a_library_names_it_and_the_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "FOLDER", tmp_path)
    monkeypatch.setattr(engines, "lacking", lambda _: ["libnss3.so"])
    (tmp_path / "79").mkdir()
    (tmp_path / "79" / "chromium").touch()
    with pytest.raises(engines.EngineError, match=r"lacks libnss3\.so.*apt-get install libnss3 "):
        engines.executable("79")
