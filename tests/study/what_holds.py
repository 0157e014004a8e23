"""What holds in a study file, told by SQL and the words of the rules alone, one record at a time.

Nothing here is kept from one line to the next, and nothing is shared with the library.
"""

import sqlite3
from contextlib import closing

TABLES = ("undo", "decision", "anchor", "transcript", "participant", "setting")
LABELS = {
    "decision": ("verdict", "who"),
    "anchor": ("transcript", "revision", "who"),
    "transcript": ("transcript", "revision"),
    "participant": ("participant",),
    "setting": ("name",),
}


def records(path, line):
    """All records of the tables at a line: by table a list of what each says, its key too."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        file.row_factory = sqlite3.Row
        text = dict(file.execute("SELECT number, text FROM label").fetchall())
        found = {}
        for table in TABLES:
            rows = file.execute(f"SELECT * FROM {table} WHERE entry <= ? ORDER BY row", (line,))
            told = [dict(row) for row in rows]
            for one in told:
                one |= {name: text[one[name]] for name in LABELS.get(table, ())}
            found[table] = told
        return found


class Held:
    """What holds at a line of a file."""

    def __init__(self, path, line):
        self.of = records(path, line)
        self.undos = self.of["undo"]

    def stands(self, key):
        """A thing stands unless something that stands takes it back."""
        return not any(self.stands(undo["key"]) for undo in self.undos if undo["subject"] == key)

    def gone(self):
        return {undo["subject"] for undo in self.undos if not self.stands(undo["subject"])}

    def heads(self, table, group):
        """By group the keys of what stands and is named by no other that stands, latest first."""
        groups = {}
        for one in self.of[table]:
            if self.stands(one["key"]):
                groups.setdefault(one[group], []).append(one)
        found = {}
        for name, some in groups.items():
            left = [
                (one["time"], one["key"])
                for one in some
                if not any(one["key"].hex() in other["supersedes"].split() for other in some)
            ]
            if left:
                found[name] = [key for _, key in sorted(left, reverse=True)]
        return found

    def holding(self):
        """By coding the decision that holds."""
        by_key = {one["key"]: one for one in self.of["decision"]}
        return {
            coding: by_key[keys[0]] for coding, keys in self.heads("decision", "coding").items()
        }

    def status(self):
        word = {"accept": "accepted", "reject": "rejected"}
        return {
            coding: word[one["verdict"]]
            for coding, one in self.holding().items()
            if one["verdict"] in word
        }

    def hidden(self):
        holding = self.holding()
        made = {one["replacement"] for one in self.of["decision"]} - {b""}
        shown = {one["replacement"] for one in holding.values()}
        changed = {coding for coding, one in holding.items() if one["verdict"] == "change"}
        return (made - shown) | changed | self.gone()

    def places(self):
        """By record and revision where it stands: where a person says, the latest, comes first."""
        found = {}
        anchors = [one for one in self.of["anchor"] if self.stands(one["key"])]
        for one in sorted(anchors, key=lambda one: (one["who"] != "", one["time"], one["key"])):
            found.setdefault(one["subject"], {})[one["revision"]] = one["start"], one["end"]
        return found
