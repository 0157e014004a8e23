"""What people read: sentences with named fields, which can be said in another language.

A `Message` is a `str` (its English) that remembers its template and its fields. Where text leaves
the library for a person (the command line, a report, a file), `render` says it in the language of
`speaking`, of the environment (CIVIC_QUAL_LANGUAGE) or in English.
"""

from civic_qual.messages.catalogues import (
    PSEUDO,
    Spoken,
    language_now,
    message_of,
    on_command_line,
    on_page,
    render,
    speaking,
    typed,
    unless_on_page,
)
from civic_qual.messages.message import (
    Message,
    alternatives,
    clauses,
    count,
    day,
    decimal,
    enumerated,
    lines,
    listed,
    moment,
    percent,
    quoted,
    sentences,
)

__all__ = [
    "PSEUDO",
    "Message",
    "Spoken",
    "alternatives",
    "clauses",
    "count",
    "day",
    "decimal",
    "enumerated",
    "language_now",
    "lines",
    "listed",
    "message_of",
    "moment",
    "on_command_line",
    "on_page",
    "percent",
    "quoted",
    "render",
    "sentences",
    "speaking",
    "typed",
    "unless_on_page",
]
