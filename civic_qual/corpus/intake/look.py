"""A look at what was read before anything is coded, and the workbook in which people correct it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING

from civic_qual.corpus.intake.sureness import READING, doubts_of
from civic_qual.corpus.settings import SETTINGS, SHEET, written_setting
from civic_qual.messages import Message, count, enumerated, render

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

    from civic_qual.corpus.model import Corpus

FIRST_TURNS = 8  # of each file, in the workbook
# Offered as empty columns where nobody has stated them yet.
_WANTED = ("country", "place", "date", "respondent group", "language", "consent")
_NOTES = (
    Message(
        "For the study team only: this workbook holds names and words of interviews. "
        "Keep it where the interviews are."
    ),
    Message(
        "Compare the first turns with each file. Where they are right, write confirmed under "
        "reading in the sheet files."
    ),
    Message(
        "In the sheet speakers, fill in what is wrong or missing: role (interviewer, respondent, "
        "interpreter, observer), participant (who it is; one name in several files is one "
        "person), speaks_for, same_as (the label of the same speaker). Empty cells change nothing."
    ),
    Message(
        "In the sheet files, every other column is an attribute: fill it in, add columns, or "
        "leave it empty."
    ),
    Message(
        "In the column consent: yes, or quote (may be quoted), paraphrase, none (counted and not "
        "quoted), no or withdrawn (neither coded nor counted). In the sheet study, fill in what "
        "holds for the whole study."
    ),
    Message("Save it as people.xlsx in the folder of the interviews: every command obeys it."),
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Look:
    """What was read, to be looked at and corrected.

    Attributes
    ----------
    files
        A row a transcript: transcript, file, layout, turns, words, sure, reading, and attributes.
    speakers
        A row a speaker of a transcript: transcript, speaker, read_as (the role it was taken for),
        turns, words; and role, participant, speaks_for, same_as, to be filled in.
    first_turns
        The first turns of every transcript: transcript, turn, speaker, role, said.
    doubts
        What is doubtful: transcript, grade (ask or told), doubt.
    settings
        What is set of the study: setting, value, meaning.
    release
        With `by`, what a release could show: group, interviews, people, confirmed (in interviews
        that are surely read), shown, release (the same in a sentence).

    See Also
    --------
    Corpus.with_people : Obeys the workbook.
    """

    files: pd.DataFrame
    speakers: pd.DataFrame
    first_turns: pd.DataFrame
    doubts: pd.DataFrame
    settings: pd.DataFrame
    release: pd.DataFrame | None = None
    release_lines: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """How the workbook is filled in, a sentence each."""
        return _NOTES

    def to_excel(self, path: str | PathLike[str]) -> None:
        """Write the workbook that people correct; nobody but its owner may read it.

        Raises
        ------
        WriteError
            If it cannot be written.
        """
        from civic_qual.results import INTERNAL
        from civic_qual.sheets.writing import write_workbook

        sheets = {
            "files": self.files,
            "speakers": self.speakers,
            "first turns": self.first_turns,
            "doubts": self.doubts,
            SHEET: self.settings,
        }
        if self.release is not None:
            sheets["release"] = self.release
        write_workbook(sheets, path, (INTERNAL, *self.notes))

    def __str__(self) -> str:
        """Show each file in a line, and what must be asked below it."""
        return "\n".join(map(render, self.lines()))

    def lines(self, most: int = 3) -> Iterator[str]:
        """Yield what a person reads: a line a file, and below it at most so many doubts to ask."""
        asked = self.doubts[self.doubts["grade"] == "ask"]
        for row in self.files.to_dict("records"):
            mine = self.speakers[
                (self.speakers["transcript"] == row["transcript"])
                & (self.speakers["read_as"] != "")
            ]
            yield Message(
                "{file}: {turns}, {words}, {speakers}",
                file=_called(row["transcript"], row["file"]),
                turns=Message.plural(
                    "{turns} turn", "{turns} turns", n=row["turns"], turns=count(row["turns"])
                ),
                words=Message.plural(
                    "{words} word", "{words} words", n=row["words"], words=count(row["words"])
                ),
                speakers=enumerated(
                    [
                        Message("{speaker} ({role})", speaker=who or Message("no label"), role=role)
                        for who, role in zip(mine["speaker"], mine["read_as"], strict=True)
                    ],
                    6,
                ),
            )
            doubts = asked.loc[asked["transcript"] == row["transcript"], "doubt"].tolist()
            for doubt in doubts[:most]:
                yield Message("    ? {doubt}", doubt=doubt)
            if len(doubts) > most:
                yield Message("    ? and {n} more", n=len(doubts) - most)
        if self.release_lines:
            yield ""
        yield from self.release_lines


def _called(transcript: str, file: str) -> str:
    """Return a file with its ending, and the transcript if that is called otherwise."""
    if not file or PurePath(file).stem == transcript:
        return file or transcript
    return Message("{transcript} ({file})", transcript=transcript, file=file)


def look_at(corpus: Corpus) -> Look:
    """Show how the files of a corpus were read; see `civic_qual.look`."""
    import pandas as pd

    doubts = [
        {"transcript": one.id, "grade": doubt.grade, "doubt": doubt.message}
        for one in corpus
        for doubt in doubts_of(one, corpus.accounts.get(one.id))
    ]
    turns = [turn for one in corpus for turn in _first_turns(corpus, one.id)]
    return Look(
        files=_files(corpus),
        speakers=_speakers(corpus),
        first_turns=pd.DataFrame(
            turns, columns=["transcript", "turn", "speaker", "role", "said"], dtype=object
        ),
        doubts=pd.DataFrame(doubts, columns=["transcript", "grade", "doubt"], dtype=object),
        settings=_settings(corpus),
    )


def _settings(corpus: Corpus) -> pd.DataFrame:
    import pandas as pd

    rows = [(name, written_setting(corpus.settings, name), SETTINGS[name]) for name in SETTINGS]
    return pd.DataFrame(rows, columns=["setting", "value", "meaning"], dtype=object)


def _files(corpus: Corpus) -> pd.DataFrame:
    frame = corpus.intake[["transcript", "file", "layout", "turns", "words", "sure"]]
    known = {one.id: one.attributes for one in corpus}
    names = dict.fromkeys([READING, *_WANTED, *(name for each in known.values() for name in each)])
    for name in names:
        frame[name] = [known[one].get(name, "") for one in frame["transcript"]]
    return frame


def _speakers(corpus: Corpus) -> pd.DataFrame:
    """Return the speakers; what was only guessed stands beside the cell to fill in, not in it."""
    import pandas as pd

    people = corpus.participants
    frame = corpus.roles[["transcript", "speaker", "role", "turns", "words"]]
    frame = frame.rename(columns={"role": "read_as"})
    keys = list(zip(frame["transcript"], frame["speaker"], strict=True))
    stated = {(name, *one) for name, told in corpus.accounts.items() for one in told.confirmed}
    frame["role"] = [
        role if (name, "roles", speaker) in stated else ""
        for (name, speaker), role in zip(keys, frame["read_as"], strict=True)
    ]
    frame["participant"] = [people.declared.get(key, "") for key in keys]
    frame["speaks_for"] = [people.speaks_for.get(key, "") for key in keys]
    frame["same_as"] = ""
    own = [people.attributes.get(people.declared.get(key, ""), {}) for key in keys]
    for name in dict.fromkeys(name for each in own for name in each):
        frame[name] = [each.get(name, "") for each in own]
    joined = [
        dict.fromkeys(frame.columns, "")
        | {"transcript": name, "speaker": label, "same_as": other, "turns": 0, "words": 0}
        for name, told in corpus.accounts.items()
        for label, other in told.same.items()
    ]
    return pd.concat([frame, pd.DataFrame(joined)], ignore_index=True) if joined else frame


def _first_turns(corpus: Corpus, name: str) -> Iterator[dict[str, object]]:
    one = corpus[name]
    for number, turn in enumerate(islice(one.turns, FIRST_TURNS)):
        yield {
            "transcript": name,
            "turn": number + 1,
            "speaker": turn.speaker,
            "role": turn.role,
            "said": " ".join(one.text[start:end] for start, end in turn.spoken),
        }
