"""What a coding run leaves behind: codings, a table and a report, all of them or none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from civic_qual.analysis.tables.theme_table import ThemeTable, theme_table
from civic_qual.coding.files.writing import COLUMNS
from civic_qual.messages import Message, render, unless_on_page
from civic_qual.privacy.outlet.release import released
from civic_qual.privacy.policy import protects, to_confirm
from civic_qual.report.theme_report import REPORT, Draft
from civic_qual.routines.coding import refuse_nothing_read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.segments import Unit
    from civic_qual.privacy.memory.earlier import EarlierReleases
    from civic_qual.privacy.outlet.folder import Content
    from civic_qual.results import Result

CODINGS, TABLE = "codings.csv", "theme_table.csv"
WITHHELD = Message(
    "Withheld: codings say passage by passage who said what, and from them every "
    "suppressed number could be counted. {team}",
    team=unless_on_page(
        Message("For the study team: civic-qual code ... --internal"),
        Message("For the study team there is the internal report"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Results:
    """What was written: the table as it stands in its file, and the files.

    Attributes
    ----------
    table
        The theme table, protected if `protected`.
    files
        Where the files are.
    protected
        Whether what was written is protected for readers outside the study.
    to_confirm
        What must be confirmed before it may leave the study; "" if nothing.
    proposal
        For the study team: by what larger groups more could be shown; "" where enough is.
    to_the_team
        What waits after earlier releases, and why.
    """

    table: Result
    files: tuple[Path, ...]
    protected: bool
    to_confirm: str = ""
    proposal: str = ""
    to_the_team: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Return where it is and what must be said of it, as plain texts in the language spoken."""
        return {
            "folder": str(self.files[0].parent.resolve()),
            "files": [path.name for path in self.files],
            "protected": self.protected,
            "to_confirm": render(self.to_confirm),
            "proposal": render(self.proposal),
            "to_the_team": [render(one) for one in self.to_the_team],
        }


def save_results(
    codings: Codings,
    folder: Path,
    *,
    by: tuple[str, ...] = (),
    unit: Unit = "turn",
    internal: bool = False,
    minimum: int | None = None,
    earlier: EarlierReleases | None = None,
    estimates: Mapping[str, Result] | None = None,
    with_codings: bool = True,
    more: Mapping[str, Content] | None = None,
) -> Results:
    """Write the codings of one coder, their theme table and their report into a folder.

    Parameters
    ----------
    codings
        Those of one coder.
    folder
        Where to.
    by, unit, internal, minimum, earlier
        As `theme_report` and `release` take them.
    estimates
        What else leaves with them, by the names of files.
    with_codings
        Whether the codings are written, too.
    more
        Files that hold no number of the study.

    Raises
    ------
    CodingError
        If nothing was read.
    WriteError
        If the folder cannot be written; whatever stood there is intact.
    """
    refuse_nothing_read(codings)
    table = theme_table(codings, by=list(by) or None, unit=unit)
    protected = protects(codings.corpus, internal)
    besides = dict(more or {})
    if with_codings:
        besides[CODINGS] = withheld_codings() if protected else codings.to_csv_frame(unit=unit)
    # Table and report are one release: from both together no small cell may be worked out.
    made = released(
        {
            TABLE: table,
            REPORT: Draft(codings, by=list(by), unit=unit, internal=internal, minimum=minimum),
            **(estimates or {}),
        },
        minimum=minimum,
        earlier=earlier,
        internal=internal,
        more=besides,
    )
    files = made.save(folder)
    unsure = to_confirm(codings.corpus) if protected else ""
    found = made.proposal
    return Results(
        table=made.tables[0],
        files=files,
        protected=protected,
        to_confirm=unsure,
        proposal=found.sentence if found is not None else "",
        to_the_team=made.to_the_team,
    )


def save_table(
    table: Result,
    folder: Path,
    *,
    minimum: int | None = None,
    earlier: EarlierReleases | None = None,
) -> Results:
    """Write one table as it may leave the study.

    Parameters
    ----------
    table, folder
        What, and where to.
    minimum, earlier
        As `release` takes them.

    Raises
    ------
    DisclosureError
        If it is of a kind that must not leave, or cannot be made safe.
    WriteError
        If the folder cannot be written; whatever stood there is intact.
    """
    made = released({TABLE: table}, minimum=minimum, earlier=earlier)
    files = made.save(folder)
    corpus = table.codings.corpus if isinstance(table, ThemeTable) else None
    protected = corpus is not None and protects(corpus)
    return Results(
        table=made.tables[0],
        files=files,
        protected=protected,
        to_confirm=to_confirm(corpus) if corpus is not None and protected else "",
        proposal=made.proposal.sentence if made.proposal is not None else "",
        to_the_team=made.to_the_team,
    )


def folder_beside(study: Path, what: str) -> Path:
    """Return a folder beside a study that holds nothing yet: `mali_report`, `mali_report_2`.

    Examples
    --------
    >>> folder_beside(Path("/nowhere/mali.study"), "report").name
    'mali_report'
    """
    number, folder = 1, study.with_name(f"{study.stem}_{what}")
    while folder.exists() and any(folder.iterdir()):
        number += 1
        folder = study.with_name(f"{study.stem}_{what}_{number}")
    return folder


def withheld_codings() -> pd.DataFrame:
    """Return what stands in codings.csv where it may leave the study: no coding, and why.

    It has a row for every passage, with who said it: whoever has it counts what was suppressed.
    """
    row = dict.fromkeys(COLUMNS, "") | {"kind": "withheld", "evidence": render(WITHHELD)}
    return pd.DataFrame([row], columns=list(COLUMNS))
