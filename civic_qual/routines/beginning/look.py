"""A look at what was read, and at what could be released of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from civic_qual.calls import helpful
from civic_qual.corpus.intake.look import Look, look_at

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus


@helpful
def look(
    corpus: Corpus, *, by: str | Sequence[str] | None = None, minimum: int | None = None
) -> Look:
    """Show how the files of a corpus were read: who speaks, and what is doubtful.

    Parameters
    ----------
    corpus
        As `read_corpus` gives it.
    by
        An attribute, or several: what a release by it could show is said as well.
    minimum
        How many people must stand behind a number of that release; by default what is set of the
        study, else 5.

    Returns
    -------
    Look
        Its `to_excel` writes the workbook in which a person corrects what was read.

    Raises
    ------
    TableError
        If nobody has such an attribute.
    DisclosureError
        If `minimum` is below 1.

    See Also
    --------
    Corpus.with_people : Obeys the corrected workbook; so does `read_corpus(people=)`.
    Corpus.intake : The account of every file.
    suppress_small_cells : The protection of a release.

    Examples
    --------
    >>> from civic_qual import example_corpus
    >>> seen = look(example_corpus().filter(country="Mali"))
    >>> seen.speakers.loc[:1, ["speaker", "read_as", "role"]].values.tolist()
    [['Enquêtrice', 'interviewer', 'interviewer'], ['Ancien', 'respondent', 'respondent']]
    >>> print(look(example_corpus(), by="respondent_group", minimum=4).release_lines[1])
        civil_society: 4 interviews, 6 people. What 4 or more of them say can be shown
    """
    seen = look_at(corpus)
    if by is None:
        return seen
    from civic_qual.privacy.policy import checked_minimum
    from civic_qual.report.outlook import outlook, outlook_lines, outlook_proposal

    release = outlook(corpus, by, minimum=minimum)
    fewest = checked_minimum(minimum, corpus)
    instead = outlook_proposal(corpus, by, release, fewest)
    lines = outlook_lines(release, by, fewest, instead)
    return replace(seen, release=release, release_lines=tuple(lines))
