"""Calls of the command line by somebody who has given nothing to others before."""

from __future__ import annotations

from pathlib import Path

from civic_qual.privacy.memory.earlier import earlier_releases


def with_nothing_before(arguments):
    """Return a call that says so, unless it says something else or keeps all inside the study.

    What an earlier call of a test released is taken for given to nobody.
    """
    words = [str(argument) for argument in arguments]
    says = {"--earlier", "--internal", "--help"} & set(words)
    if len(words) < 2 or words[0] not in ("code", "estimate") or says:
        return words
    source = Path(words[1])
    source.with_name(f"{source.name}.members").unlink(missing_ok=True)
    return [*words, "--earlier", "none"]


def nothing_before(folder):
    """Return what to give as `earlier` where nothing was given to anybody before."""
    members = folder.parent / f"{folder.name}.members"
    members.unlink(missing_ok=True)
    return earlier_releases(members=members)
