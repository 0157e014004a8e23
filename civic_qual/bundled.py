"""Where the files that come with the library are: the codebooks and the invented interviews.

An installed package holds them itself; a checkout, also one installed with `pip install -e`,
keeps them in folders beside the package.
"""

from __future__ import annotations

from pathlib import Path

from civic_qual.errors import ReadError
from civic_qual.messages import Message


def bundled(name: str) -> Path:
    """Return the path of a bundled file or folder.

    Parameters
    ----------
    name
        Its path inside the project, with forward slashes.

    Raises
    ------
    ReadError
        If nothing of this name is bundled.

    Examples
    --------
    >>> bundled("codebooks/tutorial.yaml").name
    'tutorial.yaml'
    """
    package = Path(__file__).parent
    for home in (package, package.parent):
        if (home / name).exists():
            return home / name
    raise ReadError(
        Message(
            "{file} does not come with civic_qual, or this installation is incomplete", file=name
        )
    )
