"""What the columns of a spreadsheet of turns hold: told by their titles, else by their cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from civic_qual.corpus.intake.readers.documents import columns as of_documents
from civic_qual.corpus.intake.readers.tables.grids import Row
from civic_qual.corpus.people import role_of_label
from civic_qual.sheets.reading import column_kind, plain_title, word_rows
from civic_qual.texts import unaccented

TITLE_ROWS = 10  # among which titles are looked for: they may stand below a heading
_LONGEST_ID = 4  # words
_LONGEST_NAME = 80  # characters
_WORDY = 3  # words of a question, or of what is said now and then
_MANY = 0.6  # of the letters of the longest column
_FULL, _OFTEN = 0.9, 0.5  # of the rows name somebody; of them name somebody else than the one above
_WORDS_IN_TITLES = {
    word: kind
    for kind, words in word_rows("corpus/lists/words_in_titles.txt").items()
    for word in words
}
_INTERVIEWS = frozenset({
    "transcript", "transcript_id", "interview", "interview_id", "entretien", "entretien_id",
    "document", "document_name", "case", "case_id", "id_entretien", "fgd", "focus_group",
    "groupe_de_discussion", "file", "filename", "file_name", "fichier", "nom_du_fichier",
    "nom_de_fichier", "source",
})  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """Which column holds what, by kind, and in which row the titles stand, if any does.

    `head` is the number of rows above the first one of words; `by_title` says that a title told
    where the words are, and `surely` that it can mean nothing else. `by_names` says that no title
    told who speaks, but the names in a column did.
    """

    titles: Row
    head: int
    places: dict[str, int] = field(default_factory=dict)
    by_title: bool = True
    surely: bool = True
    by_names: bool = False

    @property
    def asks_and_answers(self) -> bool:
        """Whether questions and answers have columns of their own."""
        return "question" in self.places and "answer" in self.places

    def cell(self, row: Row, kind: str) -> str:
        """Return what a row holds of a kind, or ""."""
        return row[self.places[kind]] if kind in self.places else ""


def holdings_of(rows: Sequence[Row]) -> Holdings | None:
    """Find out what columns hold, or None if nothing tells where the words are."""
    return _by_titles(rows) or _by_speakers(rows) or _by_cells(rows)


# By titles


def _by_titles(rows: Sequence[Row]) -> Holdings | None:
    """Take the first row one of whose titles says that words stand below."""
    for head, row in enumerate(rows[:TITLE_ROWS]):
        below = rows[head + 1 :]
        places = _places_told(row)
        sides = _sides_told(row, below, places)
        if sides:
            return Holdings(titles=row, head=head + 1, places=sides)
        transcript = places.get("transcript")
        if (
            "words" not in places
            and "speaker" in places
            and transcript is not None
            and any(_reads_as_speech(one[transcript]) for one in below)
        ):
            places["words"] = places.pop("transcript")  # some programs call the words so
        if "words" not in places:
            places |= _by_words_in_titles(row, places)
        if "words" in places:
            named = _by_names(row, below, places)
            return Holdings(titles=row, head=head + 1, places=places | named, by_names=bool(named))
    return None


def _by_names(titles: Row, below: Sequence[Row], places: dict[str, int]) -> dict[str, int]:
    """Return the only column of names that come back and change from row to row, if none is told.

    A place, a theme or a date comes back, too, but seldom changes with every row.
    """
    if "speaker" in places:
        return {}
    found = [
        place
        for place in range(len(titles))
        if place not in places.values() and _are_speakers([row[place] for row in below])
    ]
    return {"speaker": found[0]} if len(found) == 1 else {}


def _are_speakers(cells: Sequence[str]) -> bool:
    names = [cell for cell in cells if cell]
    if len(set(names)) < 2 or len(names) < _FULL * len(cells) or not _come_back(names):
        return False
    if not all(any(letter.isalpha() for letter in name) for name in names):
        return False
    changes = sum(name != other for name, other in pairwise(names))
    return changes >= _OFTEN * (len(names) - 1)


def _places_told(titles: Row) -> dict[str, int]:
    """Return the column of each kind that a title names; of two of a kind, the first."""
    places: dict[str, int] = {}
    for place, title in enumerate(titles):
        if kind := _kind(title):
            places.setdefault(kind, place)
    for place, title in enumerate(titles):
        more = of_documents.title_kind(title) if title else None
        if more in {"time", "number"} and place not in places.values():
            places.setdefault(more, place)
    stand_ins = [places[kind] for kind in ("participant", "role") if kind in places]
    return {"speaker": stand_ins[0], **places} if stand_ins else places


def _kind(title: str) -> str | None:
    kind = column_kind(title) if title else None
    return "words" if kind == "text" else kind


def _sides_told(titles: Row, below: Sequence[Row], places: dict[str, int]) -> dict[str, int]:
    """Return what columns hold if one has questions and one answers, else nothing."""
    sides: dict[str, int] = {}
    for place, title in enumerate(titles):
        kind = of_documents.title_kind(title) if title else None
        if kind in {"question", "answer"}:
            sides.setdefault(kind, place)
    if len(sides) < 2:
        return {}
    asked = [one[sides["question"]] for one in below if one[sides["question"]]]
    # Beside a speaker a question may be a number, or a theme.
    if "speaker" in places and sum(len(one.split()) for one in asked) < _WORDY * len(asked):
        return {}
    others = {kind: place for kind, place in places.items() if place not in sides.values()}
    others.pop("words", None)
    for place, title in enumerate(titles):
        if title and place not in sides.values() and role_of_label(title) == "respondent":
            others.setdefault("speaker", place)
    return sides | others


def _reads_as_speech(cell: str) -> bool:
    """Whether a cell is no name of an interview."""
    return len(cell.split()) > _LONGEST_ID or cell.endswith((".", "?", "!", "…"))


def _by_words_in_titles(titles: Row, places: dict[str, int]) -> dict[str, int]:
    """Return what a word of a title tells: `Nom de l'intervenant`, `Texte transcrit (fr)`."""
    found: dict[str, int] = {}
    for place, title in enumerate(titles):
        if place in places.values() or title.rstrip().endswith("?"):
            continue
        for word in re.findall(r"\w+", unaccented(title.casefold())):
            if kind := _WORDS_IN_TITLES.get(word):
                if kind not in places:
                    found.setdefault(kind, place)
                break
    return found if "words" in found and ("speaker" in found or "speaker" in places) else {}


# By the column of speakers, and by all cells


def _by_speakers(rows: Sequence[Row]) -> Holdings | None:
    """Take the first row that names a column of speakers, if speakers come back in it."""
    for head, row in enumerate(rows[:TITLE_ROWS]):
        places = _places_told(row)
        below = rows[head + 1 :]
        if "speaker" not in places or not _come_back([one[places["speaker"]] for one in below]):
            continue
        letters = {
            place: _letters(below, place)
            for place in range(len(row))
            if place not in places.values() and any(_is_wordy(one[place]) for one in below)
        }
        if not letters:
            return None
        full = [place for place in letters if letters[place] >= _MANY * max(letters.values())]
        own = [place for place in full if not _is_translation(row[place])]
        return Holdings(
            titles=row,
            head=head + 1,
            places={**places, "words": (own or full)[0]},
            surely=False,
        )
    return None


def _come_back(names: Sequence[str]) -> bool:
    counts = Counter(name.casefold().rstrip(" :") for name in names if name)
    if any(len(name) > _LONGEST_NAME for name in counts):
        return False
    again = sum(n for name, n in counts.items() if n > 1 or role_of_label(name))
    return again > 0 and again >= 0.5 * counts.total()


def _is_wordy(cell: str) -> bool:
    return len(cell.split()) >= _WORDY


def _is_translation(title: str) -> bool:
    words = set(re.findall(r"\w+", unaccented(title.casefold())))
    return bool(
        words & {"translation", "translated", "traduction", "traduit", "english", "anglais"}
    )


def _by_cells(rows: Sequence[Row]) -> Holdings | None:
    first = next((i for i, row in enumerate(rows) if sum(map(bool, row)) > 1), 0)
    seen = of_documents.columns_of(of_documents.Grid(tuple(rows[first:])))
    if not seen.talk:
        return None
    places: dict[str, int] = {}
    for place, held in enumerate(seen.holds):
        places.setdefault(held, place)
    titles = seen.titles if seen.head else ("",) * len(rows[0])
    for kind, place in _places_told(titles).items():
        if kind in {"role", "participant", "language", "transcript", "end"}:
            places.setdefault(kind, place)
    words = [i for i, kind in enumerate(seen.holds) if kind == "words"]
    if "words" in places:
        places["words"] = max(words, key=lambda i: _letters(rows[first:], i))
    by_title = any(
        of_documents.title_kind(titles[place])
        for kind, place in places.items()
        if kind in {"speaker", "words", "question", "answer"}
    )
    places.pop("nothing", None)
    places.pop("aside", None)
    return Holdings(
        titles=titles, head=first + seen.head, places=places, by_title=by_title, surely=False
    )


def _letters(rows: Sequence[Row], place: int) -> int:
    return sum(len(row[place]) for row in rows)


# Which interview a row belongs to


def interview_column(holdings: Holdings, rows: Sequence[Row]) -> int | None:
    """Return the column that names the interview of each row, if there are several of them."""
    spoken = {holdings.places.get(kind) for kind in ("words", "question", "answer", "speaker")}
    for place, title in enumerate(holdings.titles):
        if place in spoken or plain_title(title) not in _INTERVIEWS:
            continue
        names = {row[place] for row in rows} - {""}
        if len(names) > 1 and all(len(name.split()) <= _LONGEST_ID for name in names):
            return place
    return None


_FILES = frozenset({"file", "files", "filename", "file_name", "fichier", "fichiers",
                    "nom_du_fichier", "nom_de_fichier", "audio", "recording",
                    "enregistrement"}) | _INTERVIEWS  # fmt: skip
_A_FILE = re.compile(
    r"\S.{0,100}\.(?:docx?|odt|rtf|pdf|txt|md|vtt|srt|csv|xlsx?|mp[34]|m4a|wav|ogg|html?)"
)
_MOST = 0.8


def is_about_files(rows: Sequence[Row]) -> bool:
    """Whether a sheet lists files or interviews, one a row, and what is known of them."""
    titles, below = rows[0], rows[1:]
    kinds = {column_kind(title) for title in titles if title} | set(map(plain_title, titles))
    if "transcript" in kinds and kinds & {"speaker", "participant", "role", "speaks_for", "code"}:
        return True
    for place, title in enumerate(titles):
        cells = [row[place] for row in below if row[place]]
        if not cells:
            continue
        files = sum(bool(_A_FILE.fullmatch(cell)) for cell in cells)
        if len(cells) == len(set(cells)) and files >= _MOST * len(cells):
            return True
        short = all(len(cell.split()) <= _LONGEST_ID for cell in cells)
        if plain_title(title) in _FILES and short and len(set(cells)) >= _MOST * len(cells):
            return True
    return False


_ABOUT_PEOPLE = frozenset({
    "name", "names", "first_name", "nom", "noms", "prenom", "nom_et_prenom", "country", "pays",
    "date", "place", "lieu", "village", "site", "location", "localite", "ville", "town", "sex",
    "sexe", "gender", "genre", "age", "consent", "consentement", "signature", "phone",
    "telephone", "tel", "contact", "email", "organisation", "organization", "function",
    "fonction", "position", "profession", "occupation", "language", "langue", "duration", "duree",
})  # fmt: skip
_FEWEST_ABOUT = 3  # titles
_LONG = 8  # words
_A_SENTENCE = re.compile(r"[.?!…]\W*$")


def is_about_people(rows: Sequence[Row]) -> bool:
    """Whether a sheet lists people, one a row, and what is known of them: nobody speaks in it.

    What is said in an interview are sentences, and the same people come back.
    """
    for head, titles in enumerate(rows[:TITLE_ROWS]):
        if sum(plain_title(title) in _ABOUT_PEOPLE for title in titles) >= _FEWEST_ABOUT:
            below = rows[head + 1 :]
            said = sum(any(map(_may_be_said, row)) for row in below)
            once = any(_name_each_once([row[place] for row in below]) for place in range(2))
            return bool(below) and once and said < _OFTEN * len(below)
    return False


def _may_be_said(cell: str) -> bool:
    words = len(cell.split())
    return words >= _LONG or (words >= _WORDY and bool(_A_SENTENCE.search(cell)))


def _name_each_once(cells: Sequence[str]) -> bool:
    return all(cells) and len(set(cells)) == len(cells)
