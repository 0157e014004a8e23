"""What a study file holds, counted by plain SQL: it asks nobody of the library."""

import sqlite3
from collections import defaultdict


def rows(path, table, *columns):
    """Return columns of records that were not taken back; labels as text."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as file:
        label = dict(file.execute("SELECT number, text FROM label"))
        undone = _undone(file)
        names = [row[1] for row in file.execute(f'PRAGMA table_info("{table}")')]
        keys = file.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
        foreign = {row[3] for row in keys if row[2] == "label"}
        wanted = ", ".join(f'"{name}"' for name in ("key", *columns))
        assert set(columns) <= set(names), names
        found = file.execute(f'SELECT {wanted} FROM "{table}" ORDER BY row').fetchall()
    file.close()
    return [
        tuple(
            label[value] if name in foreign else value
            for name, value in zip(columns, row[1:], strict=True)
        )
        for row in found
        if row[0] not in undone
    ]


def _undone(file):
    """Return what was taken back: an undo that was taken back itself takes nothing back."""
    undos = file.execute("SELECT key, subject FROM undo").fetchall()
    of = defaultdict(list)
    for key, subject in undos:
        of[subject].append(key)

    def gone(key):
        return any(not gone(undo) for undo in of.get(key, ()))

    return {subject for _, subject in undos if gone(subject)}


def coded(path, coder):
    """Return the codes of every passage that a coder coded: {(transcript, start, end): codes}."""
    found = defaultdict(set)
    for transcript, start, end, code, who, origin in rows(
        path, "coding", "transcript", "start", "end", "code", "coder", "origin"
    ):
        if who == coder and origin == "human":
            found[transcript, start, end].add(code)
    return dict(found)


def read(path, coder):
    """Return the passages that a coder read, each as often as it was."""
    return sorted(
        (transcript, start, end)
        for transcript, start, end, who in rows(
            path, "reading", "transcript", "start", "end", "coder"
        )
        if who == coder
    )


def lines(path):
    """Return how many lines the audit trail has."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as file:
        (n,) = file.execute("SELECT count(*) FROM audit").fetchone()
    file.close()
    return n
