"""Files that lie where a study's interviews were read and are not in it: named, and brought in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.corpus.intake.files import transcript_id
from civic_qual.corpus.intake.reading import read_corpus
from civic_qual.errors import ReadError
from civic_qual.routines.beginning.places import place
from civic_qual.routines.source import languages_of

if TYPE_CHECKING:
    from civic_qual.study.study import Study


def not_read(study: Study) -> list[Path]:
    """Return files beside a study's interviews that it does not hold, in the order of their names.

    They could not be read, or were put there since. A file of the name of an interview that was
    read, in another format, is none of them.
    """
    sources = {Path(one.source) for one in study.corpus if one.source}
    known = {os.path.realpath(path) for path in sources}
    stems = {(path.parent, transcript_id(path)) for path in sources}
    left: list[Path] = []
    for folder in sorted({path.parent for path in sources if path.is_absolute()}):
        try:
            here = place(folder).interviews
        except ReadError:  # it was moved, or is another computer's
            continue
        left += [
            path
            for path in here
            if os.path.realpath(path) not in known and (folder, transcript_id(path)) not in stems
        ]
    return left


def bring(study: Study, path: Path, *, large: bool = False, who: str = "") -> int:
    """Read a file and add it to a study; return how many records were new.

    Raises
    ------
    ReadError
        If it cannot be read.
    StudyError
        If the study has another text of that name.
    """
    corpus = read_corpus(path, large=large, languages=languages_of(study.codebook.languages))
    return study.add(corpus, who=who)
