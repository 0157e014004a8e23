"""A folder with everything that another computer needs to install the library without a network."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import civic_qual
from civic_qual.errors import NotNamedError, WriteError
from civic_qual.install.starters import Starter, write_starter
from civic_qual.install.wheels import TARGETS, Target, missing_requirements
from civic_qual.messages import Message, enumerated

# All that a wheel is built of; what a checkout has beside it may be old, or private.
_SOURCES = (
    "civic_qual", "codebooks", "corpora", "setup.cfg", "setup.py", "pyproject.toml", "README.md",
    "LICENSE", "MANIFEST.in",
)  # fmt: skip
_NOT_SOURCES = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd", "*.mo", ".*")
_LONGEST_REASON = 600


@dataclass(frozen=True)
class Bundle:
    """What was made: where, how large, and the file to open on the other computer."""

    folder: Path
    starter: Path
    wheels: int
    size: int  # bytes


def make_bundle(
    platform_name: str, folder: Path, *, pythons: Sequence[str] = (), source: Path | None = None
) -> Bundle:
    """Collect wheels for a kind of computer, and write the starter that installs them there.

    Parameters
    ----------
    platform_name
        A name of `TARGETS`.
    folder
        The folder to make; it must not hold anything.
    pythons
        The versions of Python that the other computer may have; by default the one that runs.
    source
        The folder of this library's source; by default the one that it runs from.

    Raises
    ------
    NotNamedError
        If there is no source.
    WriteError
        If pip does not find a wheel of everything, or the folder holds something.
    """
    target = TARGETS[platform_name]
    versions = tuple(pythons) or (f"{sys.version_info.major}.{sys.version_info.minor}",)
    if folder.exists() and any(folder.iterdir()):
        raise WriteError(
            Message("{folder}: there is something in it; name a new folder", folder=folder)
        )
    wheels = folder / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    ours = _build(source or _own_source(), wheels, compiled=_is_here(target))
    for version in versions:
        _download([str(ours)], wheels, target, version)
        _complete(wheels, target, version)
    digest = hashlib.sha256("\n".join(sorted(one.name for one in wheels.iterdir())).encode())
    digest.update(ours.read_bytes())
    starter = Starter(platform=target.starter, pythons=versions, mark=digest.hexdigest()[:12])
    every = list(wheels.iterdir())
    return Bundle(
        folder,
        write_starter(folder, starter),
        wheels=len(every),
        size=sum(one.stat().st_size for one in every),
    )


def _own_source() -> Path:
    source = Path(civic_qual.__file__).parents[1]
    if not all((source / name).exists() for name in _SOURCES):
        raise NotNamedError(
            Message(
                "this library was not started from its source, of which a bundle is made; "
                "name the folder of the source with --source"
            )
        )
    return source


def _is_here(target: Target) -> bool:
    """Whether compiled parts that are built here run there; they are optional everywhere."""
    here = (sys.platform, platform.machine())
    return here == (target.markers["sys_platform"], target.markers["platform_machine"])


def _build(source: Path, wheels: Path, *, compiled: bool) -> Path:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "source"
        copy.mkdir()
        for name in _SOURCES:
            path = source / name
            if path.is_dir():
                shutil.copytree(path, copy / name, ignore=_NOT_SOURCES)
            elif path.exists():
                shutil.copy(path, copy / name)
        _pip(
            ["wheel", "--no-deps", "--wheel-dir", str(wheels), str(copy)],
            {} if compiled else {"CIVIC_QUAL_PORTABLE": "1"},
        )
    return next(wheels.glob("civic_qual-*.whl"))


def _download(what: Sequence[str], wheels: Path, target: Target, python: str) -> None:
    tags = [part for tag in target.tags for part in ("--platform", tag)]
    _pip(
        [
            "download",
            "--only-binary=:all:",
            "--python-version",
            python,
            "--implementation",
            "cp",
            *tags,
            "--dest",
            str(wheels),
            *what,
        ]
    )


def _complete(wheels: Path, target: Target, python: str) -> None:
    """Download what is needed there and not here; it may need more again."""
    asked: set[str] = set()
    while missing := missing_requirements(wheels, target, python):
        new = [f"{one.name}{one.specifier}" for one in missing]
        if asked.issuperset(new):
            raise WriteError(
                Message("no wheels were found of {packages}", packages=enumerated(sorted(new)))
            )
        asked.update(new)
        _download([*new, "--no-deps"], wheels, target, python)


def _pip(arguments: Sequence[str], environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **(environment or {})},
        check=False,
    )
    if done.returncode:
        raise WriteError(
            Message(
                "pip could not collect the packages: {reason}",
                reason=done.stderr.strip()[-_LONGEST_REASON:],
            )
        )
