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
    act: str = ""  # the id of the act that did it, which may have been done in another file, too
    item: str = ""  # the passage of a queue that was read


@dataclass
class Oracle:
    """Everything ever done in some files, in the order of time, and which file knows of what."""

    done: dict[str, Done] = field(default_factory=dict)
    known: dict[str, set[str]] = field(default_factory=dict)

    def note(self, file: str, name: str, done: Done) -> None:
        """Remember a thing done in a file."""
        self.done[name] = done
        self.known[file].add(name)

    def first(self, file: str, name: str) -> str:
        """Return what counts for a thing: of what one act did in several files the earliest."""
        own = self.done.get(name)
        if own is None or not own.act:
            return name
        return next(
            one
            for one, other in self.done.items()
            if one in self.known[file] and (other.act, other.kind) == (own.act, own.kind)
        )

    def stands(self, file: str, name: str) -> bool:
        """Whether a thing was not undone, and is not what was done before."""
        return self.first(file, name) == name and not any(
            self.done[one].kind == "undo"
            and self.first(file, self.done[one].subject) == name
            and self.stands(file, one)
            for one in self.known[file]
        )

    def read(self, file: str) -> set[str]:
        """Return which passages of queues were read."""
        return {
            self.done[one].item
            for one in self.known[file]
            if self.done[one].item and self.stands(file, one)
        }

    def rejected(self, file: str) -> set[str]:
        """Return the answers to advice that say no."""
        known = (one for one in self.known[file] if self.done[one].kind == "rejection")
        return {one for one in known if self.stands(file, one)}

    def counts(self, file: str, coding: str) -> str:
        """Return the decision that counts for a coding, or nothing."""
        made = [
            name
            for name, one in self.done.items()
            if name in self.known[file]
            and one.kind == "decision"
            and self.first(file, one.subject) == coding
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
                    self.counts(file, self.first(file, self.done[by].subject)) == by
                    for by in made_by
                ):
                    shown[name] = "rejected" if verdict == "reject" else "accepted"
        return shown
