"""Everything the library refuses, as one tree.

::

    CivicQualError              says what is wrong, where, and what to do next
    ├── ReadError               a file or a table of transcripts could not be read
    │   └── TooLargeError       it could, but it is larger than anyone meant
    ├── CodebookError           one or more problems in a codebook, each located
    ├── RuleError               a rule that does not parse, with its line and column
    ├── CodingError             codings that do not fit their corpus, codebook or unit
    │   └── UnrunnableRuleError a rule that takes too long, or finds too much
    ├── TableError              a table that would mislead, or an attribute nobody has
    ├── ModelError              a model that cannot be trained, trusted or used here
    ├── SampleError             a sample that cannot be drawn, or is not what it says
    ├── EstimateError           a number that could not be defended
    ├── StudyError              a study file that cannot be opened, changed or believed
    ├── DisclosureError         a release that cannot be made safe as asked
    ├── WriteError              the result could not be written; what was there is intact
    ├── NotNamedError           something that the work needs was not named
    ├── ArgumentError           a call was given another kind of thing than it takes
    └── MissingExtraError       an optional part is not installed

    CivicQualWarning            the work went on, and a person should know
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from civic_qual.messages import Message, lines

_REASONS = {  # as systems say it in English
    errno.ENOENT: Message("no such file or directory"),
    errno.EACCES: Message("permission denied"),
    errno.EPERM: Message("operation not permitted"),
    errno.EEXIST: Message("file exists"),
    errno.EISDIR: Message("is a directory"),
    errno.ENOTDIR: Message("not a directory"),
    errno.ENOSPC: Message("no space left on device"),
    errno.EROFS: Message("read-only file system"),
    errno.ENAMETOOLONG: Message("file name too long"),
}


def reason_of(error: OSError) -> str:
    """Return why the system refused a file; what is rarely met is said as the system says it.

    Examples
    --------
    >>> reason_of(FileNotFoundError(errno.ENOENT, "No such file or directory"))
    'no such file or directory'
    """
    known = _REASONS.get(error.errno) if error.errno is not None else None
    return known or (error.strerror or str(error)).lower()


class CivicQualError(Exception):
    """The root of all errors raised on purpose; its text is one readable line or more."""


class ReadError(CivicQualError):
    """A file or a table of transcripts could not be read."""


class TooLargeError(ReadError):
    """A file is larger than the limit that protects against mistakes."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file, and where; lines and columns count from 1."""

    message: str
    file: str = ""
    line: int | None = None
    column: int | None = None

    @property
    def text(self) -> str:
        """The problem with its location, as a message."""
        location = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        if not location:
            return self.message
        return Message("{location}: {problem}", location=location, problem=self.message)

    def __str__(self) -> str:
        return str(self.text)


class CodebookError(CivicQualError):
    """A codebook holds one or more problems; `problems` lists them in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(lines(problem.text for problem in self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,)


class RuleError(CivicQualError):
    """A rule does not parse; `line` and `column` count from 1 within the rule's text."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        self.message, self.line, self.column = message, line, column
        super().__init__(
            Message(
                "line {line}, column {column}: {problem}", line=line, column=column, problem=message
            )
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message, self.line, self.column)


class CodingError(CivicQualError):
    """Codings or readings do not fit their corpus, codebook or unit."""


class UnrunnableRuleError(CodingError):
    """A rule cannot be run to its end: it takes too long, or more memory than is reasonable."""


class TableError(CivicQualError):
    """A table would mislead, or was asked for by something nobody has."""


class ModelError(CivicQualError):
    """A model cannot be trained on these codings, or its file cannot be trusted or used here."""


class SampleError(CivicQualError):
    """A sample cannot be drawn as asked, or does not belong to this corpus any more."""


class EstimateError(CivicQualError):
    """An estimate, a difference or an agreement could not be defended, so it is not given."""


class StudyError(CivicQualError):
    """A study file cannot be opened, changed or believed; nothing in it was damaged."""


class DisclosureError(CivicQualError):
    """A release cannot be made safe as asked, or was asked for in a way that would expose."""


class WriteError(CivicQualError):
    """A result could not be written; whatever stood at the target is intact."""


class NotNamedError(CivicQualError):
    """Something that the work needs was not named, and is not where it would lie."""


class ArgumentError(CivicQualError, TypeError):
    """A call was given another kind of thing than it takes; it is a `TypeError` too."""


class MissingExtraError(CivicQualError):
    """An optional part of the library is not installed.

    Examples
    --------
    >>> str(MissingExtraError("review", "starlette"))
    'This needs starlette, which is not installed. Run: pip install "civic_qual[review]"'
    """

    def __init__(self, extra: str, package: str) -> None:
        self.extra, self.package = extra, package
        super().__init__(
            Message(
                "This needs {package}, which is not installed. "
                'Run: pip install "civic_qual[{extra}]"',
                package=package,
                extra=extra,
            )
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.extra, self.package)


class CivicQualWarning(UserWarning):
    """Something a person should know; the work went on."""
