"""What stands around an interview and is nobody's words: facts above it, a footer below."""

from __future__ import annotations

import re

from civic_qual.corpus.layouts.names import is_header_key
from civic_qual.corpus.role_labels import role_of_label

_BOLD = r"(?:\*\*|__)?"
_FACT_LINE = re.compile(
    rf"[ \t]*(?:[-*•] )?{_BOLD}([^\W_][^:\n]{{0,40}}?){_BOLD}[ \t\u00a0]?:"
    rf"{_BOLD}[ \t]*([^\n]*)"
)
_LINE = re.compile(r"[^\n]*\n?")
_FOOTER = re.compile(
    r"\W*(?:transcribed by\b.{0,80}|transcription by\b.{0,80}|transcrit par\b.{0,80}"
    r"|.{0,60}(?:started|stopped) transcription"
    r"|(?:the )?end of (?:the )?(?:interview|recording|transcript|transcription)"
    r"|fin de (?:l['’]|la )(?:entretien|enregistrement|interview|discussion|transcription))\W*",
    re.IGNORECASE,
)
_LONGEST_HEADER = 40  # lines


def header_end(text: str, start: int = 0) -> int:
    r"""Return where the lines of facts (`Date: ...`, `Place: ...`) at the top of a text end.

    Examples
    --------
    >>> top = "Interview 7\nDate: 2022-05\nInterviewer: E1\n\nInterviewer: Hello."
    >>> top[header_end(top):]
    '\nInterviewer: Hello.'
    """
    end, facts, open_block = start, False, True
    place = start
    for line in _first_lines(text, start):
        place += len(line)
        fact = _FACT_LINE.match(line)
        if fact and role_of_label(fact[1]) and line.rstrip().endswith("?"):
            break  # an interview has begun
        if fact and is_header_key(fact[1]):
            end, facts = place, True
        elif not line.strip():
            open_block = False
        elif facts and open_block and fact and len(fact[2].split()) < 9:
            # `Interviewer: E1` among the facts, but only if a blank line closes their block.
            block_end = text.find("\n\n", place - 1)
            if 0 <= block_end < place + 400 and _all_short(text[place:block_end]):
                end = place
    return end


def footer_start(text: str, start: int = 0) -> int:
    """Return where the lines below an interview (`Transcribed by ...`) begin, or the text's end."""
    end = len(text)
    for _ in range(4):
        body = text[max(start, end - 400) : end].rstrip()
        line = body[body.rfind("\n") + 1 :]
        if not line or not _FOOTER.fullmatch(line):
            break
        end = max(start, end - 400) + len(body) - len(line)
    return end


def _first_lines(text: str, start: int) -> list[str]:
    lines: list[str] = []
    for match in _LINE.finditer(text, start):
        if len(lines) == _LONGEST_HEADER or not match[0]:
            break
        lines.append(match[0])
    return lines


def _all_short(block: str) -> bool:
    return all(len(line.split()) < 11 for line in block.split("\n"))
