"""The codings of a code shared out among others: one by one, or by rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from civic_qual.codebook.codes import Rule
from civic_qual.codebook.edits import known_code
from civic_qual.codebook.model import spoken_name
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.coding.explain import one_turn
from civic_qual.coding.matching.searching import found
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.token_index import token_index
from civic_qual.errors import RuleError, StudyError
from civic_qual.messages import Message, render
from civic_qual.reviewing.codebook.seen import HUMAN, reads_blind
from civic_qual.study.work.acts import ChangeCoding

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.study.study import Study

_LANGUAGES = ("en", "fr")


def waiting(study: Study, coder: str, code: str = "") -> list[dict[str, Any]]:
    """Return codings of people whose code is no more in the codebook; of one code, or of all."""
    rows = study.unplaced.frame
    rows = rows[(rows["kind"] == "coding") & ~rows["code"].isin(set(study.codebook.positions))]
    if code:
        rows = rows[rows["code"] == code]
    if reads_blind(study, coder):
        rows = rows[rows["coder"] == coder]
    names = ["id", "transcript", "code", "coder", "passage", "start", "end"]
    return [{name: row[name] for name in names} for row in rows.to_dict("records")]


def sorted_by_rules(
    study: Study, coder: str, code: str, rules: Mapping[str, str]
) -> dict[str, Any]:
    """Return to which code rules would give each coding of a code, for a page.

    Parameters
    ----------
    rules
        A rule for each code; the first one that is found in a passage counts.

    Returns
    -------
    dict
        `goes`, the code of each coding by its id, and `problems`, what is wrong with the rule of
        a code.
    """
    table = codings_to_sort(study, coder, code)
    languages = study.codebook.languages or _LANGUAGES
    problems: dict[str, str] = {}
    goes: dict[str, str] = {}
    passages = Corpus(
        tuple(
            one_turn(f"{coding} {language}", said, language)
            for coding, said in _said(study.corpus, table)
            for language in languages
        )
    )
    for target, text in rules.items():
        known_code(study.codebook, target)
        try:
            trees = [(one, parse_rule(text, one)) for one in languages] if text.strip() else []
        except RuleError as error:
            problems[target] = render(error.message)
            continue
        own = [Rule(text, tree, language) for language, tree in trees]
        hits = (
            found(own, passages, study.codebook.lists, keep=False) if len(table) and own else None
        )
        if hits is None:
            continue
        places = token_index(passages).origin.searchsorted(hits.start, side="right") - 1
        for place in sorted(set(places.tolist())):
            goes.setdefault(passages.transcripts[place].id.split()[0], target)
    return {"goes": goes, "problems": problems}


def sharing(study: Study, coder: str, code: str, goes: Mapping[str, str]) -> dict[str, Any]:
    """Return what it means to give codings of a code other codes, as sentences, for a page.

    Raises
    ------
    CodebookError
        If there is no such code.
    """
    book = study.codebook
    if code in book:
        table = codings_to_sort(study, coder, code)
        whose = dict(zip(table["id"], table["coder"], strict=True))
    else:
        whose = {one["id"]: one["coder"] for one in waiting(study, coder, code)}
    known = {coding: target for coding, target in goes.items() if coding in whose}
    said: list[str] = [
        Message.plural(
            "{n} coding will be called {code}",
            "{n} codings will be called {code}",
            n=n,
            code=spoken_name(known_code(book, target).name, target),
        )
        for target, n in Counter(known.values()).items()
    ]
    others = Counter(whose[coding] for coding in known if whose[coding] != coder)
    said += [
        Message.plural(
            "{n} of them is by {coder} now, and will be yours",
            "{n} of them are by {coder} now, and will be yours",
            n=n,
            coder=name,
        )
        for name, n in sorted(others.items())
    ]
    said.append(
        Message.plural(
            "{n} coding stays as it is", "{n} codings stay as they are", n=len(whose) - len(known)
        )
    )
    return {"sentences": [render(one) for one in said]}


def sort_codings(study: Study, coder: str, goes: Mapping[str, str], why: str) -> dict[str, Any]:
    """Give codings other codes, as one line of the trail; return what became of each.

    A coding of somebody else becomes one of whoever sorts it, as every change of one does.

    Raises
    ------
    StudyError
        If nothing is to be sorted, or somebody who reads blind would change what others coded.
    """
    if not goes:
        raise StudyError(Message("nothing is sorted yet: choose a code for one passage at least"))
    if reads_blind(study, coder):
        own = study.coding_table().frame
        mine = set(own[own["coder"] == coder]["id"]) | {one["id"] for one in waiting(study, coder)}
        if not mine.issuperset(goes):
            raise StudyError(Message("while you read blind you sort your own codings alone"))
    acts = [ChangeCoding(coding=coding, code=code, why=why) for coding, code in goes.items()]
    done = study.act(acts, coder=coder)
    return {
        "line": max(one.line for one in done),
        "done": sum(not one.refused for one in done),
        "refused": list(dict.fromkeys(render(one.refused) for one in done if one.refused)),
    }


def codings_to_sort(study: Study, coder: str, code: str) -> pd.DataFrame:
    """Return the codings of people that carry a code itself, as the coding table has them."""
    table = study.coding_table(code=code).frame
    table = table[
        (table["code"] == code) & (table["origin"] == HUMAN) & (table["status"] != "rejected")
    ]
    return table[table["coder"] == coder] if reads_blind(study, coder) else table


def _said(corpus: Corpus, table: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Yield the id of every coding with the words it is on."""
    for row in table.to_dict("records"):
        yield (
            str(row["id"]),
            corpus[str(row["transcript"])].text[int(row["start"]) : int(row["end"])],
        )
