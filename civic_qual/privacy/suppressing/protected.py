"""Tables made to leave the study, alone or together, and what they say of what they hide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Never, Protocol, overload

import numpy as np
import pandas as pd

from civic_qual.analysis.estimates.error_notes import without_numbers
from civic_qual.analysis.measures import PARTICIPANTS
from civic_qual.analysis.tables.layout import Hidden, marked
from civic_qual.analysis.tables.notes import TableNotes, about_codings, shown_bases
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.arrays import Bools, Ints
from civic_qual.calls import helpful
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message, count, percent, speaking
from civic_qual.privacy.policy import to_confirm
from civic_qual.privacy.suppressing.audit import Audit
from civic_qual.results import Result

if TYPE_CHECKING:
    from pathlib import Path

    from civic_qual.privacy.outlet.folder import Content
    from civic_qual.privacy.proposing.proposal import Proposal

Table = ThemeTable | pd.DataFrame


class WithoutPassages(Result):
    """A protected result whose numbers would lead to passages, if it were not made to leave."""

    _leaves: ClassVar[bool] = True

    def passages(self, *_: Any, **__: Any) -> Never:
        """Refuse: passages show who said what.

        Raises
        ------
        DisclosureError
            Always.
        """
        raise DisclosureError(
            Message(
                "this table is made to leave the study, and passages show who "
                "speaks; ask the table it was made from"
            )
        )


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class ProtectedTable(WithoutPassages, ThemeTable):
    """A theme table without its small cells; `audit` says what an attacker gets of them.

    The hidden numbers stand nowhere in `count`, `denominator` and what files get. The audit, the
    tally and the codings hold them: a pickle of it must not leave the study.
    """

    audit: Audit = field(repr=False)


class ProtectedFrame(Result):
    """A plain table of counts without its small cells; `audit` says what an attacker gets."""

    _leaves: ClassVar[bool] = True

    def __init__(self, frame: pd.DataFrame, *, notes: Sequence[str], audit: Audit) -> None:
        super().__init__(frame, notes=notes)
        self.audit = audit


Protected = ProtectedTable | ProtectedFrame


@dataclass(frozen=True, eq=False, repr=False)
class Release(Sequence[Result]):
    """The protected results of one release, in the order given, and the audit of all together.

    Attributes
    ----------
    tables
        Theme tables, plain ones or estimates, as they were given.
    proof
        The audit; None where nothing had to be hidden, for the study team or of invented
        interviews.
    outgoing
        What `save` writes; None in what was made for looking.
    proposing
        How a coarser breakdown is found of which more can be shown.
    """

    tables: tuple[Result, ...]
    proof: Audit | None = field(repr=False)
    outgoing: Outgoing | None = field(default=None, repr=False)
    proposing: Callable[[], Proposal | None] | None = field(default=None, repr=False)

    @property
    def audit(self) -> Audit:
        """What an attacker gets of the hidden numbers. It must not leave the study.

        Raises
        ------
        DisclosureError
            If nothing had to be hidden.
        """
        if self.proof is None:
            raise DisclosureError(
                Message(
                    "nothing of this release had to be hidden, so there is no audit of it: it is "
                    "for the study team, or of invented interviews"
                )
            )
        return self.proof

    @cached_property
    def proposal(self) -> Proposal | None:
        """A coarser breakdown of which more can be shown, where less than three fifths is now.

        It is for the study team: how much could be shown tells of how many people say what.
        """
        return self.proposing() if self.proposing is not None else None

    @property
    def pages(self) -> Mapping[str, Any]:
        """The pages that are made of its tables, as reports, by the names of their files."""
        return self.outgoing.pages if self.outgoing is not None else {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What is written of all of it: whether it may leave, what is hidden, what it rests on."""
        if self.outgoing is not None:
            return self.outgoing.notes
        return tuple(dict.fromkeys(note for table in self.tables for note in table.notes))

    @property
    def to_the_team(self) -> tuple[str, ...]:
        """What waits after earlier releases, and why: for the study team, never in files."""
        return self.outgoing.to_the_team if self.outgoing is not None else ()

    @property
    def table(self) -> Result:
        """The only table of the release.

        Raises
        ------
        DisclosureError
            If there are several.
        """
        if len(self.tables) == 1:
            return self.tables[0]
        raise DisclosureError(
            Message(
                "{number} tables are released together; take one of them as release[0]",
                number=len(self.tables),
            )
        )

    @helpful
    def save(self, folder: str | Path, *, language: str | None = None) -> tuple[Path, ...]:
        """Write what may leave the study, all files or none.

        Only you can read the files (on Windows: whoever may read their folder). Numbers are those
        of the release; nothing can be written that was not protected with it.

        Parameters
        ----------
        folder
            Where to; it is made unless it stands.
        language
            "en" or "fr", by default the one spoken.

        Returns
        -------
        tuple of Path
            The files. `notes.txt` says whether they may leave, what is hidden, and what the
            tables rest on.

        Raises
        ------
        DisclosureError
            If it was made for looking, by `suppress_small_cells`.
        WriteError
            If a file cannot be written; whatever stood there is intact.
        """
        if self.outgoing is None:
            raise DisclosureError(
                Message(
                    "these tables are protected for looking at them; release(...) makes of their "
                    "originals what may leave, and saves it"
                )
            )
        from pathlib import Path

        from civic_qual.privacy.outlet.folder import write_folder

        with speaking(language):
            written = write_folder(Path(folder), self.outgoing.files())
        self.outgoing.written()
        return written

    @overload
    def __getitem__(self, index: int) -> Result: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Result]: ...
    def __getitem__(self, index: int | slice) -> Result | Sequence[Result]:
        """Return a table by its number, the first one being 0."""
        return self.tables[index]

    def __len__(self) -> int:
        return len(self.tables)

    def __iter__(self) -> Iterator[Result]:
        return iter(self.tables)

    def __eq__(self, other: object) -> bool:
        return self.tables == other.tables if isinstance(other, Release) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.tables)

    def to_text(self) -> str:
        """Return all tables with their notes as plain text for a terminal."""
        return "\n\n".join(table.to_text() for table in self.tables)

    def to_html(self) -> str:
        """Return all tables with their notes as a piece of HTML, without styles."""
        return "\n".join(table.to_html() for table in self.tables)

    def __repr__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return "\n".join(table._repr_html_() for table in self.tables)


class Outgoing(Protocol):
    """What a release writes."""

    @property
    def to_the_team(self) -> tuple[str, ...]:
        """What the study team must know, and nobody else."""
        ...

    @property
    def pages(self) -> Mapping[str, Any]:
        """The pages among them, by the names of their files."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be said of all of it."""
        ...

    def files(self) -> Mapping[str, Content]:
        """Return the files by name, in the language spoken."""
        ...

    def written(self) -> None:
        """Be told that they stand."""
        ...


def protected_table(
    table: ThemeTable,
    *,
    numbers: Ints,
    denominator: Ints,
    hidden: Hidden,
    notes: Sequence[str],
    audit: Audit,
) -> ProtectedTable:
    """Return a theme table with other numbers, of which some are hidden, and notes that say so.

    Parameters
    ----------
    numbers, denominator
        What is shown, of shape (n_rows, n_columns); 0 where it is hidden.
    """
    own = {one.name: getattr(table, one.name) for one in fields(ThemeTable)}
    unsure = to_confirm(table.codings.corpus, named=False)
    about = [without_numbers(note, audit.counts.minimum) for note in table.about]
    said = TableNotes(
        about=(*([unsure] if unsure else []), *about, *notes),
        bases=shown_bases(table.tally, denominator, hidden),
        basis=about_codings(table.codings, table.tally.words, audit.counts.minimum),
    )
    changed = {
        "count": numbers,
        "denominator": denominator,
        "hidden": hidden,
        "warnings": tuple(without_numbers(note, audit.counts.minimum) for note in table.warnings),
        "kept_notes": said,
        "audit": audit,
    }
    return ProtectedTable(**own | changed)


def protected_frame(
    table: pd.DataFrame, *, numbers: Ints, hidden: Bools, notes: Sequence[str], audit: Audit
) -> ProtectedFrame:
    """Return a plain table with other numbers, of which some are hidden."""
    frame = pd.DataFrame(marked(numbers, hidden), table.index, table.columns)
    return ProtectedFrame(frame, notes=notes, audit=audit)


def suppression_notes(
    table: Table, hidden: Bools, *, minimum: int, hide_zeros: bool, withheld: bool
) -> tuple[str, ...]:
    """Say how many cells are hidden, and why.

    How much they count together is not said: whoever knows the total would know their sum.
    """
    number, of, things = int(np.count_nonzero(hidden)), hidden.size, counted_things(table)
    if not number:
        return (
            Message(
                "Suppressed: none of {of} counts of {things}, since {minimum} people or more "
                "stand behind each.",
                of=count(of),
                things=things,
                minimum=minimum,
            ),
        )
    return (
        *([WITHHELD] if withheld else []),
        Message(
            "Suppressed: {number} of {of} counts of {things} (kept: {share}).",
            number=count(number),
            of=count(of),
            things=things,
            share=percent((of - number) / of),
        ),
        _what_is_suppressed(minimum, hide_zeros),
    )


def _what_is_suppressed(minimum: int, hide_zeros: bool) -> str:
    if hide_zeros:
        return Message(
            "What is suppressed: counts behind which fewer than {minimum} people stand, or that "
            "leave out fewer than {minimum}, and counts from which these could be worked out.",
            minimum=minimum,
        )
    return Message(
        "What is suppressed: counts behind which fewer than {minimum} people stand, or that "
        "leave out fewer than {minimum}, and counts from which these could be worked out. "
        "A 0 is shown where nobody of a large enough group is counted.",
        minimum=minimum,
    )


def rounding_notes(base: int) -> tuple[str, ...]:
    """Say that no number is exact."""
    return (
        Message(
            "Rounded: every number is a multiple of {base}, at most {most} from the true one, "
            "so that no count of few people shows; parts still add up.",
            base=base,
            most=base - 1,
        ),
    )


def counted_things(table: Table) -> str:
    """Return what a table counts, in a word."""
    if isinstance(table, ThemeTable):
        return table.tally.measure.words.things(table.unit)
    return PARTICIPANTS.words.things("turn")


WITHHELD = Message(
    "Withheld: everything by group, since there are too many small groups to choose what "
    "can be shown. To show more, break down by fewer attributes, or by larger groups."
)
