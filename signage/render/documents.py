"""Pages of a PDF as pictures; a presentation is made into a PDF first, where LibreOffice is there."""

import asyncio
import os
import shutil
import signal
from pathlib import Path

import pypdfium2
from PIL import Image

from ..errors import MediaError
from .images import LONG_SIDES, looked_at

_SAVE_AS_PDF = MediaError(
    "save it as PDF: File → Export → PDF",
    japanese="PDF で保存してください：［ファイル］→［エクスポート］→ PDF",
)
_NO_MACROS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
</item></oor:items>
"""


def count_pages(body: bytes) -> int:
    """Raises MediaError for a PDF that is damaged, locked or empty."""
    with looked_at(lambda: _opened(body)) as document:
        if not len(document):
            raise MediaError("the PDF has no page", japanese="PDF にページがありません")
        return len(document)


def page(body: bytes, number: int) -> Image.Image:
    """A page (from 0) on white, RGB, LONG_SIDES[-1] px long. Raises MediaError."""
    with looked_at(lambda: _opened(body)) as document:
        return looked_at(lambda: _drawn(document[number]))


def _opened(body: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as problem:
        if "password" in str(problem).lower():
            raise MediaError(
                "the PDF is locked by a password; save it without one",
                japanese="PDF にパスワードがかかっています。パスワードなしで保存してください",
            ) from problem
        raise


def _drawn(sheet: pypdfium2.PdfPage) -> Image.Image:
    scale = LONG_SIDES[-1] / max(sheet.get_size())
    picture: Image.Image = sheet.render(scale=scale, fill_color=(255, 255, 255, 255)).to_pil()
    return picture.convert("RGB")


def find_office() -> str | None:
    """LibreOffice's command, where it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


async def save_as_pdf(office: str | None, file: Path, folder: Path, seconds: float) -> Path:
    """A presentation's PDF, made in `folder` (a temporary one: LibreOffice keeps its profile there too).

    Raises MediaError, saying how to save it by hand, when LibreOffice is not there, takes too long or can't do it.
    """
    if office is None:
        raise _SAVE_AS_PDF
    profile = folder / "profile"
    await asyncio.to_thread(_forbid_macros, profile)
    given, made = folder / "given", folder / "given.pdf"
    await asyncio.to_thread(shutil.copyfile, file, given)
    if (
        not await _ended_well(
            (
                office,
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--norestore",
                "--nolockcheck",
                "--convert-to",
                "pdf",
                "--outdir",
                str(folder),
                str(given),
            ),
            folder,
            seconds,
        )
        or not made.is_file()
    ):
        raise _SAVE_AS_PDF
    return made


def _forbid_macros(profile: Path) -> None:
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_NO_MACROS, "utf-8")


async def _ended_well(command: tuple[str, ...], folder: Path, seconds: float) -> bool:
    # A group of its own: LibreOffice is a script that starts the program, and both must end.
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(seconds):
            return await process.wait() == 0
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
