"""What holds in a study file, told naively: of the things done in it, in the order of time.

A thing done stands unless something that stands has undone it; of the decisions on a coding that
stand, the last one counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Done:
    """A thing done: its kind, what it was done to, and for a decision what was decided."""

    kind: str
    subject: str = ""
    verdict: str = ""
    replacement: str = ""


@dataclass
class Oracle:
    """Everything ever done in some files, in the order of time, and which file knows of what."""

    done: dict[str, Done] = field(default_factory=dict)
    known: dict[str, set[str]] = field(default_factory=dict)

    def note(self, file: str, name: str, done: Done) -> None:
        """Remember a thing done in a file."""
        self.done[name] = done
        self.known[file].add(name)

    def stands(self, file: str, name: str) -> bool:
        """Whether a thing was not undone."""
        return not any(
            self.done[one].kind == "undo"
            and self.done[one].subject == name
            and self.stands(file, one)
            for one in self.known[file]
        )

    def counts(self, file: str, coding: str) -> str:
        """Return the decision that counts for a coding, or nothing."""
        made = [
            name
            for name, one in self.done.items()
            if name in self.known[file]
            and one.kind == "decision"
            and one.subject == coding
            and self.stands(file, name)
        ]
        return made[-1] if made else ""

    def codings(self, file: str) -> dict[str, str]:
        """Return the codings that are shown, each with its status."""
        shown = {}
        for name, one in self.done.items():
            if one.kind == "coding" and name in self.known[file] and self.stands(file, name):
                counts = self.counts(file, name)
                verdict = self.done[counts].verdict if counts else ""
                made_by = [
                    decision for decision, other in self.done.items() if other.replacement == name
                ]
                if verdict != "change" and all(
                    self.counts(file, self.done[by].subject) == by for by in made_by
                ):
                    shown[name] = "rejected" if verdict == "reject" else "accepted"
        return shown
