"""A blob is there whole, under its hash, or not at all."""

import errno
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from signage.store import blobs as module
from signage.store.blobs import Blobs


def test_a_blob_lies_under_its_hash_in_a_two_hex_folder(tmp_path: Path) -> None:
    name = Blobs(tmp_path).store(b"hello", "html")
    assert name == hashlib.sha256(b"hello").hexdigest() + ".html"
    assert (tmp_path / name[:2] / name).read_bytes() == b"hello"


def test_storing_again_writes_nothing(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    path = blobs.path(blobs.store(b"hello", "html"))
    before = path.stat()
    blobs.store(b"hello", "html")
    assert path.stat().st_ino == before.st_ino


def test_a_file_that_a_power_cut_left_short_is_written_anew(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    path = blobs.path(blobs.store(b"hello", "html"))
    path.write_bytes(b"he")
    blobs.store(b"hello", "html")
    assert path.read_bytes() == b"hello"


def test_a_full_disk_raises_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "_write", full)
    with pytest.raises(OSError, match="No space left"):
        Blobs(tmp_path).store(b"hello", "html")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_many_may_store_equal_content_at_once(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(lambda n: blobs.store(b"x" * 100_000 + bytes([n // 8]), "json"), range(64)))
    assert len(names) == 8
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == names
