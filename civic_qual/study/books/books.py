"""The codebook of a study, changed while people code: `Study` has these acts, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civic_qual.calls import helpful
from civic_qual.study.acts.correct import change_codebook, restore_codebook
from civic_qual.study.books.new_code import new_code
from civic_qual.study.contents.open_questions import CodebookChanges, codebook_changes_table
from civic_qual.study.work.work import Work

if TYPE_CHECKING:
    from civic_qual.codebook.changes import Moves
    from civic_qual.codebook.model import Codebook


class Books(Work):
    """A study whose codebook is changed by people while they code."""

    @helpful
    def change_codebook(
        self,
        codebook: Codebook,
        *,
        moves: Moves | None = None,
        who: str = "",
        why: str = "",
        seen: str | None = None,
    ) -> CodebookChanges:
        """Put a changed codebook in the place of the one there is.

        Parameters
        ----------
        codebook
            The new version.
        moves
            What became of codes, as `civic_qual.codebook.changes.codebook_changes` takes it.
        seen
            The version that was changed, as `codebook_version` names it; if another holds by now,
            this is refused. None: whatever holds.

        Returns
        -------
        CodebookChanges
            What must be looked at again.

        Raises
        ------
        StudyError
            If somebody changed the codebook since the version that was seen.

        See Also
        --------
        codebook_history : All that was ever changed.
        restore_codebook : Take changes back.
        """
        return codebook_changes_table(
            change_codebook(self._session, codebook, moves, who=who, why=why, seen=seen)
        )

    @helpful
    def restore_codebook(
        self, version: str, *, who: str = "", why: str = "", seen: str | None = None
    ) -> CodebookChanges:
        """Let an earlier version of the codebook hold again, as if it had not been changed since.

        What was coded by that version carries the codes it had then. What was coded since keeps
        its code if that is there; else it waits in `unplaced`.

        Parameters
        ----------
        version
            From `codebook_history`.
        who, why
            Who does this, and the reason.
        seen
            As of `change_codebook`.

        Returns
        -------
        CodebookChanges
            What is different now.

        Raises
        ------
        StudyError
            If there is no such version, or it holds.

        Examples
        --------
        >>> import tempfile
        >>> import civic_qual as cq
        >>> from pathlib import Path
        >>> path = Path(tempfile.mkdtemp()) / "mali.study"
        >>> with cq.Study.create(path, cq.example_corpus(), cq.example_codebook()) as study:
        ...     before = study.codebook_version
        ...     made = study.new_code("Night patrols", parent="plan", who="Awa")
        ...     changes = study.restore_codebook(before, who="Awa")
        ...     made in study.codebook, changes["change"].tolist()
        (False, ['removed'])
        """
        return codebook_changes_table(
            restore_codebook(self._session, version, who=who, why=why, seen=seen)
        )

    @helpful
    def new_code(
        self,
        name: str,
        *,
        who: str,
        definition: str = "",
        parent: str = "",
        language: str | None = None,
        transcript: str | None = None,
        start: int | None = None,
        end: int | None = None,
        why: str = "",
        by: str = "",
        anyway: bool = False,
    ) -> str:
        """Put a code that was made while reading into the codebook; return its id.

        It is in the next version, and the audit trail says who made it, when, and from which
        passage. What was read before was not read for it. A code of that name that is there, or
        was and became another, is taken as it is now.

        Parameters
        ----------
        name
            What it is called; or an id below a code that there is, such as `plan.night`.
        who
            Who made it.
        definition, language
            What it means, and the language of both; the first of the codebook if left out.
        parent
            The code it stands below, by its id or name; if left out it is a theme of its own.
        transcript, start, end
            The passage it was made from.
        why
            The reason.
        by
            Who brought it in for whoever made it.
        anyway
            Whether to make it although another is called nearly so.

        Raises
        ------
        CodebookError
            If a code is called nearly so, or there is no such parent or language.
        CodingError
            If there is no such passage, or nobody stands for it.
        StudyError
            If the code was taken out of the codebook before.

        See Also
        --------
        change_codebook : Put another codebook in its place.

        Examples
        --------
        >>> import tempfile
        >>> import civic_qual as cq
        >>> from pathlib import Path
        >>> path = Path(tempfile.mkdtemp()) / "mali.study"
        >>> with cq.Study.create(path, cq.example_corpus(), cq.example_codebook()) as study:
        ...     study.new_code("Night patrols", parent="plan", who="Awa")
        'plan.night_patrols'
        """
        return new_code(
            self._session,
            name,
            who=who,
            why=why,
            by=by,
            passage=None if transcript is None else (transcript, start or 0, end or 0),
            definition=definition,
            parent=parent,
            language=language,
            anyway=anyway,
        )
