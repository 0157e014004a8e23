"""Texts to turns: the layout of a file is inferred as a whole, then the file is parsed by it.

A turn's words are all that stands from a label to the next one. Where a file labels only its
interviewers, their labels hold for their paragraphs, and what stands without a label is the
unnamed respondent's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from civic_qual.corpus.intake.account import Account, account_of
from civic_qual.corpus.intake.genre import genre_of
from civic_qual.corpus.intake.layouts.choice import Choice, asks, choose
from civic_qual.corpus.intake.layouts.doubts import Doubt, one_label, words_above, words_unsaid
from civic_qual.corpus.intake.layouts.label_words import PERSON, is_code, key_of, log_odds
from civic_qual.corpus.intake.layouts.lines import PLAIN, Features, Script, script_of
from civic_qual.corpus.intake.layouts.outside import (
    fact_lines,
    headings,
    legend,
    without_furniture,
    without_top_facts,
)
from civic_qual.corpus.intake.layouts.parses import Parse, Separator, parses_of
from civic_qual.corpus.intake.layouts.people import Persons, persons_of
from civic_qual.corpus.intake.layouts.several import several_doubt
from civic_qual.corpus.intake.layouts.speech import Stretch, joined, turn_of, unspoken
from civic_qual.corpus.intake.layouts.unlabelled.blocks import ASKED, Found
from civic_qual.corpus.intake.layouts.unlabelled.nobody import as_notes, unlabelled
from civic_qual.corpus.intake.layouts.unlabelled.one_side import (
    half_labelled,
    lone_label,
    one_labelled,
)
from civic_qual.corpus.intake.layouts.unlabelled.openings import openings_again
from civic_qual.corpus.people import role_of_label
from civic_qual.corpus.transcripts import Role, Turn

_FEW_OUTSIDE, _SHARE_OUTSIDE = 60, 0.02  # words outside the turns that nobody misses
_FACTS_SEARCHED = 6
_WORD = re.compile(r"[^\W_]+")
_SOMEBODY = 3.0  # log odds of a label: a person, two capitalised words
_NONE: Mapping[str, Role] = {}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How one text was read.

    `stated` are the roles of speakers that facts of the file state; `aliases` maps other labels of
    speakers, case-folded, to them; `account` holds the layout, the doubts, and what of the text is
    nobody's words.
    """

    turns: tuple[Turn, ...]
    account: Account
    stated: Mapping[str, Role] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)


def read_layout(
    text: str,
    start: int = 0,
    *,
    features: Features = PLAIN,
    known: Mapping[str, Role] = _NONE,
) -> Reading:
    r"""Find the turns of a text, from a place on.

    Parameters
    ----------
    text, start
        The text, and where the interview in it begins.
    features
        What its reader knows of it: spans of headings, which nobody said, and of bold letters.
    known
        Labels known to be speakers, as `label_words.key_of` writes them, with their roles.

    Examples
    --------
    >>> reading = read_layout("Interview 3\n\nI: Who came?\nR: [sighs] Nobody.\nThey never do.")
    >>> [(turn.speaker, len(turn.spoken)) for turn in reading.turns]
    [('I', 1), ('R', 1)]
    >>> reading.account.sure
    True
    """
    script, parses = _parsed(script_of(text, start, features=features))
    known = {**_in_legend(script), **known}
    choice = choose(script, parses, known)
    cuts = _labels_inside(script, choice)
    if cuts:
        script, parses = _parsed(script_of(text, start, features=features, cuts=cuts))
        choice = choose(script, parses, known)
    reading = _read(script, parses, choice)
    named = [turn.speaker for turn in reading.turns if turn.speaker not in ("", ASKED)]
    people = [label for label in named if _is_somebody(label)]
    # A single label is a fact: `Note-taker: I. Falk`.
    genre = genre_of(script, labelled=len(named) > 1, known=len(people) > 1)
    if genre and genre.reported:
        reading = _told_apart(script, as_notes(script))
    doubts = (
        several_doubt(script),
        genre.doubt if genre else None,
        None if named else openings_again(script),
    )
    account = reading.account
    ahead = len(_WORD.findall(text, 0, start))  # facts that its reader knows already
    new = [doubt for doubt in (*doubts, *_much_outside(account, ahead)) if doubt]
    return replace(reading, account=replace(account, doubts=(*new, *account.doubts)))


def _is_somebody(label: str) -> bool:
    """Whether the words of a label tell that it is no topic: a role, a person, a whole name."""
    return bool(role_of_label(label)) or log_odds(label) >= _SOMEBODY


@dataclass(frozen=True, slots=True)
class Label:
    """A label found: where it and its words begin, and whose it is."""

    start: int
    words: int
    speaker: str


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of lines that have no layout of their own."""

    labels: tuple[Label, ...]
    doubts: tuple[Doubt, ...]


def chosen_labels(text: str, known: Mapping[str, Role] = _NONE) -> Labels:
    r"""Return the labels of lines as subtitles have them: cut anywhere, none blank.

    Examples
    --------
    >>> found = chosen_labels("I: Who came?\nR: Nobody.\nI: Why?")
    >>> [label.speaker for label in found.labels]
    ['I', 'R', 'I']
    """
    script = without_furniture(script_of(text))
    choice = choose(script, {**parses_of(script), "own": []}, known)
    persons = persons_of(choice.marks)
    labels = [
        Label(script.lines[one.line].start, one.words, persons.of(one)) for one in choice.marks
    ]
    return Labels(tuple(labels), (*choice.doubts, *persons.doubts))


def _in_legend(script: Script) -> dict[str, Role]:
    return {key: role for roles in legend(script).values() for key, role in roles.items()}


def _parsed(script: Script) -> tuple[Script, dict[Separator, list[Parse]]]:
    script = without_furniture(script)
    parses = parses_of(script)
    facts = fact_lines(script, parses["colon"]) | set(legend(script))
    return script.leaving_out(facts, "facts"), parses


def _read(script: Script, parses: Mapping[Separator, Sequence[Parse]], choice: Choice) -> Reading:
    if choice.form == "labelled":
        return _labelled(script, parses, choice)
    if choice.form == "half":
        return _told_apart(script, half_labelled(script, choice.marks))
    if choice.form == "one":
        return _one_labelled(script, parses, choice)
    lone = lone_label(script, parses)
    found = lone and (half_labelled if asks(script, lone) else one_labelled)(script, lone)
    if found:
        return _told_apart(script, found)
    return _told_apart(script, unlabelled(script))


# Both sides are labelled


def _labelled(
    script: Script, parses: Mapping[Separator, Sequence[Parse]], choice: Choice
) -> Reading:
    marks = without_top_facts(script, choice.marks)
    persons = persons_of(marks)
    words = {one.line: one.words for one in marks}
    script = script.leaving_out(headings(script, words), "heading")
    ends = [*(one.line for one in marks[1:]), len(script.lines)]
    turns = [
        turn_of(
            script,
            Stretch(
                first=mark.line,
                last=end - 1,
                speaker=persons.of(mark),
                words=mark.words,
                time=mark.time,
            ),
        )
        for mark, end in zip(marks, ends, strict=True)
    ]
    # Whoever never says a word is nobody: `Break: [coffee]`.
    heard = {turn.speaker for turn in turns if turn.spoken}
    account = account_of(
        script.text,
        turns,
        layout=choice.layout,
        kinds=unspoken(script, words, marks[0].line),
        doubts=(*choice.doubts, *persons.doubts),
    )
    return Reading(
        turns=joined([turn for turn in turns if turn.speaker in heard]),
        account=account,
        stated=_stated(script, parses["colon"], marks, persons),
        aliases=dict(_aliases(marks, persons)),
    )


def _aliases(marks: Sequence[Parse], persons: Persons) -> Iterator[tuple[str, str]]:
    """Yield labels as they are written, case-folded, and whose they are."""
    for one in marks:
        yield one.label.casefold(), persons.of(one)
        if one.description:
            yield f"{one.label} ({one.description})".casefold(), persons.of(one)


def _much_outside(account: Account, ahead: int) -> Iterator[Doubt]:
    """Doubt what nobody says, if it is more than a title and some remarks."""
    # Five letters and a half make a word, in both languages.
    many = max(_FEW_OUTSIDE, _SHARE_OUTSIDE * account.spoken / 5.5)
    outside = account.words_outside
    if outside.get("above", 0) > many:
        yield words_above(outside["above"])
    unsaid = outside.get("heading", 0) + max(outside.get("note", 0) - ahead, 0)
    if unsaid > many:
        yield words_unsaid(unsaid)


def _stated(
    script: Script, colons: Sequence[Parse], marks: Sequence[Parse], persons: Persons
) -> dict[str, Role]:
    """Return the roles that facts state of names: `Interviewer: Ann Lee`."""
    facts = [
        (role, key_of(script.text[one.words : script.lines[one.line].end]))
        for one in colons
        if (script.outside.get(one.line) == "facts" or one.line < marks[0].line)
        and (role := role_of_label(one.label))
    ][:_FACTS_SEARCHED]
    by_key = {key: persons.name[person] for key, person in persons.person.items()}
    stated: dict[str, Role] = {
        by_key[key]: role for key, role in _in_legend(script).items() if key in by_key
    }
    for role, said in facts:
        for key in dict.fromkeys(persons.person.values()):
            if _is_name(key) and _names(said, key):
                stated.setdefault(persons.name[key], _own_role(said, key) or role)
    return stated


def _own_role(said: str, key: str) -> Role | None:
    """Return the role that stands with a name in a list: `Participants: INV Investigator, PAR`."""
    beside = {
        role_of_label(word)
        for part in re.split(r"[,;]", said)
        if _names(part, key)
        for word in re.findall(r"[^\W_]+", part)
        if word not in key.split()
    } - {None}
    return beside.pop() if len(beside) == 1 else None


def _is_name(key: str) -> bool:
    """Whether a key is a name's: `Chef` is found in "chef des jeunes" and means nobody."""
    if role_of_label(key) or is_code(key) or len(key) < 2:
        return False
    return not any(word in PERSON for word in key.split())


def _names(said: str, key: str) -> bool:
    words = [key, *(word for word in key.split() if len(word) > 3 and not role_of_label(word))]
    return any(re.search(rf"\b{re.escape(word)}\b", said) for word in words)


# One side, or nobody


def _one_labelled(
    script: Script, parses: Mapping[Separator, Sequence[Parse]], choice: Choice
) -> Reading:
    few = len(choice.marks) < 3 and not role_of_label(choice.marks[0].label)
    found = one_labelled(script, choice.marks) if "?" in script.text and not few else None
    if found:
        return _told_apart(script, found)
    if few:
        other = unlabelled(script)
        if other.layout != "none" or choice.layout == "own":
            return _told_apart(script, other)
    return _labelled(script, parses, replace(choice, doubts=(*choice.doubts, one_label())))


def _told_apart(script: Script, found: Found) -> Reading:
    script = script.leaving_out(found.outside, "heading")
    turns = [turn_of(script, one) for one in found.stretches]
    heard = [turn for turn in turns if turn.speaker or turn.spoken]
    words = {one.first: one.words for one in found.stretches if one.words is not None}
    first = found.stretches[0].first if found.stretches else len(script.lines)
    account = account_of(
        script.text,
        heard,
        layout=found.layout,
        kinds=unspoken(script, words, first),
        doubts=found.doubts,
    )
    return Reading(turns=tuple(heard) if found.apart else joined(heard), account=account)


# Labels inside lines

_SPACE = r"[ \t\u00a0\u202f]"
_INSIDE = re.compile(
    rf"(?<=[.!?…»”\"\])]){_SPACE}{{1,4}}(?=(?P<name>[^\W_][^\n:!?…]{{0,40}}?)"
    rf"{_SPACE}?:(?:{_SPACE}{{1,8}}|\n))"
)
_OFTEN_INSIDE, _INSIDE_MOSTLY = 3, 0.5  # where no line begins with a label


def _labels_inside(script: Script, choice: Choice) -> list[int]:
    """Return where labels stand inside lines, behind the end of a sentence.

    Those of accepted labels count; where the whole interview is one paragraph, also names of roles
    that return, and any that often returns.
    """
    if choice.best is not None and choice.best.kind != "colon":
        return []
    starts = {line.body for line in script.lines}
    found = [
        (one.end(), one["name"]) for one in _INSIDE.finditer(script.text) if one.end() not in starts
    ]
    times = Counter(key_of(name) for _, name in found)
    keys = {one.key for one in choice.marks}
    if choice.form != "labelled":
        keys |= _returning_inside(script, times)
    return [place for place, name in found if key_of(name) in keys]


def _returning_inside(script: Script, times: Mapping[str, int]) -> set[str]:
    """Return labels that return inside lines, where there are as many as half the lines."""
    keys = {
        key
        for key, n in times.items()
        if (n > 1 and role_of_label(key)) or (n >= _OFTEN_INSIDE and log_odds(key.title()) > 0)
    }
    many = sum(times[key] for key in keys) >= _INSIDE_MOSTLY * len(script.lines)
    return keys if many else set()
