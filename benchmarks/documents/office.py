"""Files saved again by LibreOffice, without a window."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
DOCX, ODT = "docx:MS Word 2007 XML", "odt"


def saved_again(paths: Iterable[Path], folder: Path, form: str = DOCX) -> list[Path]:
    """Let LibreOffice open files and save them into a folder; return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = sorted(paths)
    assert PROGRAM is not None
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                PROGRAM,
                "--headless",
                "--norestore",
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--convert-to",
                form,
                "--outdir",
                str(folder),
                *map(str, asked),
            ],
            check=True,
            capture_output=True,
            timeout=1800,
        )
    return [folder / f"{path.stem}.{form.partition(':')[0]}" for path in asked]
