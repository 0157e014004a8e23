"""What wheels say they need on another computer, and which of that is not among them.

pip asks the computer it runs on whether a requirement `; sys_platform == "win32"` holds, even when
it downloads for another one. So it is asked again here, for the computer that is meant.
"""

from __future__ import annotations

import email
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename


@dataclass(frozen=True, kw_only=True)
class Target:
    """A kind of computer: what pip calls its wheels, and what markers call it.

    `tags` are those that wheels may have; of Macs pip takes older ones too.
    """

    name: str
    tags: tuple[str, ...]
    markers: Mapping[str, str]
    starter: str  # the file to open there


def _markers(os_name: str, sys_platform: str, system: str, machine: str) -> dict[str, str]:
    return {
        "os_name": os_name,
        "sys_platform": sys_platform,
        "platform_system": system,
        "platform_machine": machine,
        "platform_release": "",
        "platform_version": "",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }


TARGETS = {
    target.name: target
    for target in (
        Target(
            name="win_amd64",
            tags=("win_amd64",),
            markers=_markers("nt", "win32", "Windows", "AMD64"),
            starter="start.bat",
        ),
        Target(
            name="macosx_arm64",
            tags=("macosx_12_0_arm64",),
            markers=_markers("posix", "darwin", "Darwin", "arm64"),
            starter="start.command",
        ),
        Target(
            name="manylinux",
            tags=(
                *(f"manylinux_2_{n}_x86_64" for n in range(28, 16, -1)),
                "manylinux2014_x86_64",
                "linux_x86_64",
            ),
            markers=_markers("posix", "linux", "Linux", "x86_64"),
            starter="start.sh",
        ),
    )
}


def missing_requirements(folder: Path, target: Target, python: str) -> list[Requirement]:
    """Return what the wheels of a folder need on another computer and none of them is.

    Parameters
    ----------
    folder
        Where the wheels are.
    target
        The computer meant.
    python
        Its Python, such as "3.11".
    """
    there = {
        parse_wheel_filename(wheel.name)[0]: parse_wheel_filename(wheel.name)[1]
        for wheel in folder.glob("*.whl")
    }
    needed = (one for wheel in sorted(folder.glob("*.whl")) for one in requirements(wheel))
    missing = {
        str(one): one
        for one in _applying(needed, target, python)
        if (version := there.get(canonicalize_name(one.name))) is None
        or not one.specifier.contains(version, prereleases=True)
    }
    return list(missing.values())


def requirements(wheel: Path) -> Iterator[Requirement]:
    """Yield what a wheel says it needs, with the conditions it says it under."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = email.message_from_bytes(archive.read(name))
    for line in metadata.get_all("Requires-Dist", []):
        yield Requirement(line)


def _applying(needed: Iterable[Requirement], target: Target, python: str) -> Iterator[Requirement]:
    version = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_version": f"{python}.0",
    }
    for one in needed:
        if one.marker is None or one.marker.evaluate({**target.markers, **version}):
            yield one
