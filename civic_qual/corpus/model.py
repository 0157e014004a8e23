"""The corpus: the transcripts of a study, and what is known of those who speak in them.

A choice makes a new corpus; this one stays as it is. Two are equal if all that they hold is equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from civic_qual.calls import helpful, helpful_when_made, not_there, offer
from civic_qual.corpus.people import Participants, roles_table, told_roles, with_roles
from civic_qual.corpus.settings import Settings
from civic_qual.corpus.transcripts import (
    NOT_COUNTED,
    ROLES,
    Role,
    Span,
    Transcript,
    Travelling,
    Turn,
)
from civic_qual.errors import ReadError
from civic_qual.messages import Message, quoted

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path

    import pandas as pd

    from civic_qual.corpus.intake.account import Account
    from civic_qual.corpus.segments import Segments, Unit

_CHOOSES = Message(
    "filter(...) chooses transcripts by their attributes, and corpus[id] is one transcript"
)

__all__ = ["NOT_COUNTED", "ROLES", "Corpus", "Role", "Span", "Transcript", "Turn"]


@helpful_when_made
@dataclass(frozen=True)
class Corpus(Travelling):
    """Transcripts in the order of their ids, their participants, and what went wrong in reading.

    `for transcript in corpus`, `len(corpus)`, `corpus["bria"]` and `"bria" in corpus` work as one
    would guess.

    Attributes
    ----------
    transcripts
        In the order of their ids.
    participants
        Who speaks through which speaker, and what is known of them.
    problems
        Files that could not be read, and attribute rows that match no transcript, one line each.
    notes
        What was guessed: encodings, roles, languages; what a person should be asked comes first.
    accounts
        How each transcript was read, by its id, as far as it is known; `intake` is the table of it.
    withheld
        Transcripts as they were read, of which somebody did not agree to take part: what they say
        is neither coded nor counted.
    settings
        What is set of the study, in its file or in the people workbook; empty where nobody set it.

    Raises
    ------
    ReadError
        If two transcripts have one id.

    Examples
    --------
    >>> turn = Turn(
    ...     start=0, end=14, spoken=((3, 14),), speaker="R", role="respondent", language="en"
    ... )
    >>> one = Transcript(
    ...     id="bria", text="R: Nobody came.", turns=(turn,), attributes={"country": "CAR"}
    ... )
    >>> corpus = Corpus((one,))
    >>> len(corpus), "bria" in corpus, corpus["bria"].attributes["country"]
    (1, True, 'CAR')
    >>> corpus.frame[["transcript", "turn", "speaker", "words", "country"]].values.tolist()
    [['bria', 0, 'R', 2, 'CAR']]
    >>> corpus.filter(country="CAR") == corpus
    True
    """

    transcripts: tuple[Transcript, ...]
    participants: Participants = field(default_factory=Participants)
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    accounts: Mapping[str, Account] = field(default_factory=dict, kw_only=True)
    withheld: Mapping[str, Transcript] = field(default_factory=dict, kw_only=True)
    settings: Settings = field(default_factory=Settings, kw_only=True)

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.transcripts, key=lambda transcript: transcript.id))
        ids = [transcript.id for transcript in ordered]
        twice = sorted({one for one, other in pairwise(ids) if one == other})
        if twice:
            raise ReadError(
                Message(
                    "two transcripts are called {transcript}: rename one of them",
                    transcript=quoted(twice[0]),
                )
            )
        object.__setattr__(self, "transcripts", ordered)

    @classmethod
    @helpful
    def from_frame(
        cls,
        frame: pd.DataFrame,
        *,
        text: str = "text",
        id: str | None = None,
        attributes: Sequence[str] | None = None,
        language: str | None = None,
        speaker: str | None = None,
        participant: str | None = None,
        languages: Sequence[str] = ("en", "fr"),
    ) -> Corpus:
        """Make a corpus of a table: every row with words is a transcript of one respondent's turn.

        Parameters
        ----------
        frame
            A row a text, as surveys are kept.
        text
            The column of texts.
        id
            The column of ids; by default rows are numbered from 1.
        attributes
            Columns to keep as attributes; by default all others.
        language
            The column of languages, or one language code for all; by default detected.
        speaker
            The column of speakers; by default nobody is named.
        participant
            The column of participants, where one person gave several texts.
        languages
            Languages to detect among.

        Returns
        -------
        Corpus

        Raises
        ------
        ReadError
            If a column is missing, an id stands twice, or no row has words.

        See Also
        --------
        civic_qual.read_corpus : Read transcripts from files.

        Examples
        --------
        >>> import pandas as pd
        >>> answers = pd.DataFrame({"text": ["They came late."], "country": ["DRC"]})
        >>> corpus = Corpus.from_frame(answers, language="en")
        >>> corpus["1"].attributes["country"]
        'DRC'
        """
        from civic_qual.corpus.intake.frames import Columns, answers_of

        columns = Columns(
            text=text,
            id=id,
            attributes=attributes,
            language=language,
            speaker=speaker,
            participant=participant,
        )
        answers = answers_of(frame, columns, languages=languages)
        return cls(answers.transcripts, answers.participants, notes=answers.notes)

    # Transcripts

    def __len__(self) -> int:
        return len(self.transcripts)

    def __iter__(self) -> Iterator[Transcript]:
        return iter(self.transcripts)

    def __contains__(self, wanted: object) -> bool:
        if isinstance(wanted, Transcript):
            return (
                self.transcripts[self.positions[wanted.id]] == wanted
                if wanted.id in self
                else False
            )
        return wanted in self.positions

    def __getitem__(self, transcript_id: str) -> Transcript:
        if not isinstance(transcript_id, str):
            raise TypeError(
                Message(
                    "transcripts are called by their ids, as corpus[{example}]; by number take "
                    "corpus.transcripts[0], by a condition corpus.filter(...)",
                    example=quoted(next(iter(self.positions), "bria")),
                )
            )
        if transcript_id not in self.positions:
            raise KeyError(
                Message(
                    "no transcript {transcript}{offer}",
                    transcript=quoted(transcript_id),
                    offer=offer(transcript_id, self.positions),
                )
            )
        return self.transcripts[self.positions[transcript_id]]

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where in `transcripts` each id stands."""
        return {transcript.id: index for index, transcript in enumerate(self.transcripts)}

    @helpful
    def filter(
        self, where: Callable[[Transcript], object] | None = None, /, **attributes: object
    ) -> Corpus:
        """Return the transcripts that have some attributes, or for which a function holds.

        Parameters
        ----------
        where
            A function of a transcript: `lambda one: "river" in one.text`.
        **attributes
            Attributes with the value wanted, or a list of values: `country=["CAR", "Mali"]`.
            A transcript has an attribute if it is its own, or that of a participant who speaks in
            it. `transcript`, `participant` and `language` (spoken by somebody who counts) can be
            named as well. "" stands for transcripts of which it is not stated. All that is named
            must hold.

        Returns
        -------
        Corpus
            With the participants who speak in these transcripts. Transcripts stay whole: others
            who speak in them, too, stay.

        Raises
        ------
        TableError
            If there is no such attribute, or no transcript has such a value: so that a slip of
            the pen is not read as nothing found.

        See Also
        --------
        frame : To choose turns, not transcripts.

        Examples
        --------
        >>> turn = Turn(start=0, end=3, spoken=((0, 3),), language="fr")
        >>> corpus = Corpus(tuple(
        ...     Transcript(id=name, text="Oui", turns=(turn,), attributes={"country": country})
        ...     for name, country in [("a", "CAR"), ("b", "Mali")]))
        >>> corpus.filter(country="Mali").transcripts
        (Transcript('b', 1 turns, 3 characters),)
        >>> corpus.filter(country="Malli")
        Traceback (most recent call last):
        ...
        civic_qual.errors.TableError: no transcript has country 'Malli'; did you mean 'Mali'? ...
        """
        from civic_qual.corpus.filtering import chosen

        return self.with_transcripts(chosen(self, where, attributes))._of_those_who_speak()

    @helpful
    def with_transcripts(self, transcripts: Sequence[Transcript]) -> Corpus:
        """Return the same corpus with other transcripts in place of its own."""
        return replace(self, transcripts=tuple(transcripts))

    def _of_those_who_speak(self) -> Corpus:
        accounts = {name: one for name, one in self.accounts.items() if name in self}
        withheld = {name: one for name, one in self.withheld.items() if name in self}
        people = self.participants.within(self.positions)
        return replace(self, participants=people, accounts=accounts, withheld=withheld)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or hasattr(type(self), name):
            return object.__getattribute__(self, name)
        raise AttributeError(not_there(self, name, False, _CHOOSES), name=name, obj=self)

    # What is known of them

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages spoken in counted turns, most frequent first."""
        from collections import Counter

        turns = (turn for transcript in self for turn in transcript.turns if turn.counted)
        return tuple(code for code, _ in Counter(turn.language for turn in turns).most_common())

    @property
    def invented(self) -> bool:
        """Whether any transcript is marked as invented for demonstration."""
        return any(transcript.invented for transcript in self)

    @property
    def attributes(self) -> pd.DataFrame:
        """One row a transcript, one column an attribute of transcripts; "" where not stated."""
        from civic_qual.corpus.tables import attributes_table

        return attributes_table(self)

    @property
    def frame(self) -> pd.DataFrame:
        """A row a turn: who says what, in the order of the corpus.

        Columns: transcript, turn (counted from 0), start, end, speaker, role, participant,
        language, text (what was said), seconds, words (spoken ones), reported (by whoever took
        notes: nobody's own words), and every attribute:
        the participant's where it is stated, else the transcript's, as in tables. An attribute
        that has the name of one of these columns is left out; `attributes` has it.
        """
        from civic_qual.corpus.tables import turns_table

        return turns_table(self)

    @helpful
    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write `frame` as CSV; it is internal, and the notes beside it say so first.

        Raises
        ------
        WriteError
            If the file cannot be written; what stood there is intact.
        """
        from civic_qual.corpus.tables import Turns, turns_table

        Turns(turns_table(self), notes=self.notes).to_csv(path)

    @helpful
    def to_excel(self, path: str | PathLike[str]) -> None:
        """Write `frame` as an Excel workbook, its notes on a second sheet.

        Raises
        ------
        WriteError
            If the file cannot be written, or cannot hold the turns; what stood there is intact.
        """
        from civic_qual.corpus.tables import Turns, turns_table

        Turns(turns_table(self), notes=self.notes).to_excel(path)

    @property
    def intake(self) -> pd.DataFrame:
        """One row a transcript: what came in, what went out, and what is doubtful about it.

        Columns: transcript, file, layout (how the file tells who speaks), turns, speakers (labels
        that speak), people (who count: respondents, and whoever nobody knows the role of), words
        (that somebody says), words_outside (that nobody says: titles, facts, page numbers, notes
        in brackets; missing where it is not known), sure, doubt.

        `sure` is False if words or people may be wrong, or nobody knows who interviews: look at
        the file first. What must be asked stands first in `doubt`; behind it stands by what
        convention the rest was read. Doubts about who speaks are settled by `with_roles`, by
        `read_corpus(..., roles=)` or a table of participants. Whoever has compared the turns with
        the file states the attribute `reading` of a transcript as `confirmed`.

        Examples
        --------
        >>> turn = Turn(start=0, end=13, spoken=((3, 13),), speaker="R")
        >>> corpus = Corpus((Transcript(id="bria", text="R: We ran off", turns=(turn,)),))
        >>> corpus.intake[["transcript", "speakers", "people", "words", "sure"]].values.tolist()
        [['bria', 1, 1, 3, False]]
        >>> corpus.intake["doubt"][0]
        'the role of R is unknown: they count'
        >>> corpus.with_roles({"R": "respondent"}).intake["sure"].tolist()
        [True]
        """
        from civic_qual.corpus.intake.sureness import intake_table

        return intake_table(self)

    @property
    def roles(self) -> pd.DataFrame:
        """Who was taken for what: transcript, speaker, role, participant, turns, words."""
        return roles_table(self)

    @helpful
    def with_roles(self, roles: Mapping[tuple[str, str] | str, Role]) -> Corpus:
        """Return a corpus with the roles told, by `speaker` or `(transcript, speaker)`.

        Doubts about these speakers' labels and roles are settled by it: see `intake`.
        """
        from civic_qual.corpus.consent import obeyed, whole
        from civic_qual.corpus.intake.sureness import with_confirmed

        told = {
            one.id: told_roles(roles, one.id, {turn.speaker for turn in one.turns}) for one in self
        }
        accounts = {
            name: with_confirmed(account, roles=told.get(name, {}))
            for name, account in self.accounts.items()
        }
        return obeyed(replace(with_roles(whole(self), roles), accounts=accounts))

    @helpful
    def with_people(self, people: str | Path | pd.DataFrame) -> Corpus:
        """Return a corpus with what a people workbook states, or a table of files or of speakers.

        Parameters
        ----------
        people
            The workbook that `look` wrote and a person corrected, or a DataFrame with a column
            `transcript` (and attributes), or `transcript` and `speaker` (and `role`,
            `participant`, `speaks_for`, `same_as`, attributes of participants). An empty
            transcript holds for all.

        Raises
        ------
        ReadError
            If it cannot be read.

        See Also
        --------
        look : Shows what was read, and writes the workbook.

        Examples
        --------
        >>> import pandas as pd
        >>> turn = Turn(start=0, end=13, spoken=((3, 13),), speaker="R")
        >>> corpus = Corpus((Transcript(id="bria", text="R: We ran off", turns=(turn,)),))
        >>> stated = pd.DataFrame({"transcript": ["bria"], "speaker": ["R"], "participant": ["p7"]})
        >>> corpus.with_people(stated).participants.of("bria", "R")
        'p7'
        """
        from civic_qual.corpus.intake.people_workbook import with_people

        return with_people(self, people)

    @helpful
    def segments(self, unit: Unit = "turn") -> Segments:
        """Cut the corpus into turns, sentences, paragraphs or transcripts, once for each unit."""
        from civic_qual.corpus.segments import segment

        if unit not in self._segments:
            self._segments[unit] = segment(self, unit)
        return self._segments[unit]

    @cached_property
    def _segments(self) -> dict[Unit, Segments]:
        return {}

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.transcripts)

    # Showing

    def __repr__(self) -> str:
        wrong = f", {len(self.problems)} problems: see .problems" if self.problems else ""
        return f"Corpus({len(self)} transcripts, {self.participants.count} participants{wrong})"

    def _repr_html_(self) -> str:
        from civic_qual.corpus.tables import corpus_html

        return corpus_html(self)
