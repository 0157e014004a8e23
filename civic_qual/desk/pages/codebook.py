"""The codebook, changed by people while they read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from civic_qual.codebook.edits import Edited, known_code
from civic_qual.codebook.model import Codebook
from civic_qual.coding.check import check_codebook as checked_examples
from civic_qual.desk.jobs import Job
from civic_qual.desk.pages.closed import refuse_line_of_others
from civic_qual.desk.seat import DeskSeat
from civic_qual.errors import StudyError
from civic_qual.privacy.outlet.folder import write_internal
from civic_qual.reviewing.codebook.acts import CodebookAct, edited_by
from civic_qual.reviewing.codebook.consequences import consequences
from civic_qual.reviewing.codebook.rule_entries import RuleEntry, written_rules
from civic_qual.reviewing.codebook.seen import Seen, lately_seen_by, passages, seen_by
from civic_qual.reviewing.codebook.shown import code_memos, code_page, history, tree
from civic_qual.reviewing.codebook.sorting import sharing, sort_codings, sorted_by_rules, waiting
from civic_qual.reviewing.codebook.trying import examples_checked, off_the_subject, tried_rules
from civic_qual.reviewing.room.calls import Calls
from civic_qual.study.work.acts import NoteMemo

_PAGE = 50  # passages of a list that are sent at once


def codebook_tree(seat: DeskSeat) -> dict[str, Any]:
    """Show all codes, with what is counted of each as far as this coder may see."""
    return tree(seat.study, _seen(seat))


def codebook_now(seat: DeskSeat) -> dict[str, Any]:
    """Say which version holds: another one than a page shows, and somebody changed it."""
    return {"seen": seat.study.codebook_version}


def codebook_code(seat: DeskSeat, *, code: str) -> dict[str, Any]:
    """Show one code; of one that is no more, that it was taken out."""
    study = seat.study
    if code not in study.codebook:
        gone = [one for one in history(study)["gone"] if one["code"] == code]
        if gone:
            return {"gone": gone[0], "waiting": waiting(study, seat.coder, code)}
    return code_page(study, _seen(seat), known_code(study.codebook, code), seat.coder)


def codebook_passages(
    seat: DeskSeat, *, code: str, coder: str = "", first: int = 0
) -> dict[str, Any]:
    """List where a code stands."""
    known_code(seat.study.codebook, code)
    return passages(seat.study, _seen(seat), code, coder=coder, first=max(first, 0), most=_PAGE)


def say_change(seat: DeskSeat, *, act: CodebookAct) -> dict[str, Any]:
    """Say what a change would mean, and make none."""
    return consequences(_seen(seat), edited_by(seat.study, act))


def make_change(seat: DeskSeat, *, act: CodebookAct, seen: str, why: str = "") -> dict[str, Any]:
    """Change the codebook, unless somebody else did since it was seen."""
    study = seat.study
    who = seat.person
    if study.codebook_version != seen:
        # The refusal says who; what the act would be by now does not matter.
        study.change_codebook(study.codebook, who=who, seen=seen)
    edited = edited_by(study, act)
    study.change_codebook(
        edited.codebook, moves=edited.moves, who=seat.coder, why=why.strip(), seen=seen
    )
    return {"seen": study.codebook_version, "codes": list(edited.codes), "before": seen}


def codebook_history(seat: DeskSeat) -> dict[str, Any]:
    """Show who changed what, when."""
    told = history(seat.study)
    return {**told, "waiting": len(waiting(seat.study, seat.coder)) if told["gone"] else 0}


def say_restore(seat: DeskSeat, *, version: str) -> dict[str, Any]:
    """Say what it would mean to let an earlier version hold again."""
    return consequences(_seen(seat), Edited(codebook=seat.study.earlier_codebook(version)))


def restore_codebook(seat: DeskSeat, *, version: str, seen: str, why: str = "") -> dict[str, Any]:
    """Let an earlier version hold again."""
    seat.study.restore_codebook(version, who=seat.person, why=why.strip(), seen=seen)
    return {"seen": seat.study.codebook_version}


def try_rules(seat: DeskSeat, *, code: str, rules: list[RuleEntry]) -> dict[str, Any]:
    """Say what rules would find in place of those that a code has."""
    seen = lately_seen_by(seat.study, seat.coder)
    book = seen.codebook
    before = known_code(book, code).rules
    written = written_rules(book, rules, before)
    tried = tried_rules(seen, code, written.rules)
    troubles = [
        {"rule": written.numbers[one["rule"]], "line": 1, "column": 1, "problem": one["problem"]}
        for one in tried.pop("troubles")
    ]
    return {
        **tried,
        "problems": [*written.problems, *troubles],
        "elsewhere": off_the_subject(written.rules, before, book.lists, book.languages),
        "examples": examples_checked(_with_rules(book, code, written.rules), code),
    }


def check_examples(seat: DeskSeat) -> dict[str, Any]:
    """Say of which codes examples are not found, or counter-examples are."""
    return _failing(seat.study.codebook)


def note_on_code(
    seat: DeskSeat, *, code: str, text: str, act: str, instead_of: str = ""
) -> list[dict[str, Any]]:
    """Note something on a code; return the memos on it."""
    who = seat.person
    memo = NoteMemo(id=act, text=text, code=code, instead_of=instead_of)
    (done,) = seat.study.act(memo, coder=who)
    if done.refused:
        raise StudyError(done.refused)
    return code_memos(seat.study, code, seat.coder)


def codings_by_rules(seat: DeskSeat, *, code: str, rules: dict[str, str]) -> dict[str, Any]:
    """Say to which code rules would give each coding of a code."""
    known_code(seat.study.codebook, code)
    return sorted_by_rules(seat.study, seat.coder, code, rules)


def say_sharing(seat: DeskSeat, *, code: str, goes: dict[str, str]) -> dict[str, Any]:
    """Say what it would mean to give codings other codes."""
    return sharing(seat.study, seat.coder, code, goes)


def share_out(seat: DeskSeat, *, goes: dict[str, str], why: str = "") -> dict[str, Any]:
    """Give codings other codes."""
    return sort_codings(seat.study, seat.person, goes, why.strip())


def take_back_sharing(seat: DeskSeat, *, line: int) -> dict[str, Any]:
    """Take back what was shared out at once."""
    refuse_line_of_others(seat, line)
    return {"back": seat.study.undo_line(line, coder=seat.coder)}


def write_codebook(seat: DeskSeat) -> dict[str, Any]:
    """Write the codebook beside the study: to change it and load it again, and to read it."""
    study = seat.study
    folder = study.path.with_name(study.path.stem + "-codebook")
    version = "".join(
        one if one.isalnum() or one in ".+-" else "_" for one in study.codebook.version
    )
    stem = f"codebook-{version[:40]}"
    files = {
        folder / f"{stem}.yaml": study.codebook.save,
        folder / f"{stem}.md": study.codebook.save,
    }
    written = write_internal(files, folders=[folder])
    return {"folder": str(folder), "files": [one.name for one in written]}


def _seen(seat: DeskSeat) -> Seen:
    return seen_by(seat.study, seat.coder)


def _with_rules(book: Codebook, code: str, rules: Any) -> Codebook:
    codes = (replace(one, rules=tuple(rules)) if one.id == code else one for one in book)
    return replace(book, codes=tuple(codes))


@lru_cache(maxsize=2)
def _failing(book: Codebook) -> dict[str, Any]:
    """Return how many examples of each code fail; once, since codebooks never change."""
    failing: dict[str, int] = {}
    for one in checked_examples(book).failures:
        failing[one.code] = failing.get(one.code, 0) + 1
    return {"failing": failing}


CALLS = Calls.of(
    codebook_tree,
    codebook_now,
    codebook_code,
    codebook_passages,
    say_change,
    make_change,
    codebook_history,
    say_restore,
    restore_codebook,
    try_rules,
    check_examples,
    note_on_code,
    codings_by_rules,
    say_sharing,
    share_out,
    take_back_sharing,
    write_codebook,
)
JOBS: Mapping[str, Job] = {}
