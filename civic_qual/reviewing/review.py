"""The reading room in a notebook: what is done there is in the study at once."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civic_qual.calls import helpful, no_such
from civic_qual.coding.codings import Codings
from civic_qual.errors import CodingError, MissingExtraError
from civic_qual.messages import Message, language_now, render
from civic_qual.reviewing.room.calls import Seat
from civic_qual.reviewing.room.room import ROOM
from civic_qual.reviewing.room.unforeseen import unforeseen
from civic_qual.reviewing.wording import COMPONENT, page_words
from civic_qual.study.study import Study

if TYPE_CHECKING:
    from collections.abc import Callable

    import anywidget


@helpful
def review(
    study: Study | Codings,
    *,
    queue: str = "",
    coder: str = "",
    transcript: str = "",
    language: str | None = None,
) -> anywidget.AnyWidget:
    """Show the reading room in a notebook: read, code, accept and reject, a key each.

    The same room is a page of its own with `civic-qual desk`. What is done is in the study file
    before the page says so, and a notebook that is saved keeps none of the interviews.

    Parameters
    ----------
    study
        The study to work in. Of codings, a study is made for as long as this program runs:
        `.study.backup(path)` of what is returned keeps it, `.study.codings()` gives what was coded.
    queue
        The list of passages to read, as `Study.assign` named it; by default the transcripts.
    coder
        Who reads. If it is left out, the room asks.
    transcript
        The transcript to begin with.
    language
        "en" or "fr"; by default the one that is spoken.

    Returns
    -------
    anywidget.AnyWidget
        Shown where it is the last line of a cell. Its `study` is the study that it works in.

    Raises
    ------
    MissingExtraError
        If what notebooks need is not installed.
    StudyError
        If the coder was given no such queue.
    CodingError
        If there is no such transcript, or codings have no transcripts.

    See Also
    --------
    Study.assign : Gives coders passages to read.
    worksheet : The same work in a spreadsheet or in Word.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import civic_qual as cq
    >>> path = Path(tempfile.mkdtemp()) / "mali.study"
    >>> with cq.Study.create(path, cq.example_corpus(), cq.example_codebook()) as study:
    ...     room = cq.review(study, coder="Awa", transcript="mali_13_dogon_elder")
    ...     room.coder
    'Awa'
    """
    opened = study if isinstance(study, Study) else _study_of(study)
    if queue and coder:
        opened.queue(queue, coder)
    if transcript and transcript not in (known := opened.corpus.positions):
        kind = Message.in_context("what is not there", "transcript")
        raise CodingError(no_such(kind, transcript, known))
    return _widget()(
        study=opened,
        coder=coder,
        queue=queue,
        transcript=transcript,
        language=language or language_now(),
    )


def _study_of(codings: Codings) -> Study:
    """Return a study of codings in a folder that goes when the program ends."""
    folder = Path(tempfile.mkdtemp(prefix="civic_qual_"))  # for this user alone
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = Study.create(folder / "review.study", codings.corpus, codings.codebook)
    atexit.register(made.close)  # before its folder goes
    if len(codings):
        made.add(codings)
    return made


def _fetched_from_elsewhere() -> str:
    """Return the program that would fetch a widget's front end from the network, or ""."""
    if "google.colab" in sys.modules:
        return "Colab"
    if os.environ.get("VSCODE_PID") or os.environ.get("VSCODE_CWD"):
        return "VS Code"
    return ""


@lru_cache(maxsize=1)
def _widget() -> Callable[..., anywidget.AnyWidget]:
    """Return the class of the widget, which is made when it is first needed.

    Raises
    ------
    MissingExtraError
        If anywidget is not installed.
    """
    try:
        import anywidget
        import traitlets
    except ImportError:
        raise MissingExtraError("notebook", "anywidget") from None

    class ReadingRoom(anywidget.AnyWidget):
        """The reading room; no word of an interview is in what a notebook saves of it."""

        _esm = COMPONENT / "widget.js"
        _css = COMPONENT / "widget.css"
        coder = traitlets.Unicode("").tag(sync=True)
        queue = traitlets.Unicode("").tag(sync=True)
        transcript = traitlets.Unicode("").tag(sync=True)
        language = traitlets.Unicode("en").tag(sync=True)
        elsewhere = traitlets.Unicode("").tag(sync=True)

        def __init__(self, *, study: Study, **shown: str) -> None:
            super().__init__(elsewhere=_fetched_from_elsewhere(), **shown)
            self.study = study
            self.on_msg(self._answer)

        def _answer(self, _: object, asked: Any, __: object) -> None:
            told = _answered(self.study, asked) if isinstance(asked, dict) else {}
            self.send({"id": asked.get("id") if isinstance(asked, dict) else None, **told})

        def _repr_mimebundle_(self, **kwargs: Any) -> Any:
            bundle = super()._repr_mimebundle_(**kwargs)
            shown = bundle[0] if isinstance(bundle, tuple) else bundle
            if shown is not None:
                shown["text/plain"] = render(_instead(self.study), self.language)
            return bundle

    return ReadingRoom


def _instead(study: Study) -> str:
    """Return what stands where a notebook cannot show the room."""
    return Message(
        "The reading room of {study}. If you see only this line, the notebook cannot show it "
        "here: work with civic-qual desk {study} in a browser.",
        study=study.path.name,
    )


def _answered(study: Study, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to a call of the page."""
    name, values = str(asked.get("name")), asked.get("values") or {}
    coder, language = str(asked.get("coder") or ""), str(asked.get("language") or "en")
    if name == "words":
        return {"answer": page_words(language)}
    if name not in ROOM.by_name or not isinstance(values, dict):
        return {"refused": render(Message("the page asked for something that is not there"))}
    try:
        return ROOM.answer(name, Seat(opened=study, coder=coder, language=language), values)
    except Exception as error:  # a page without an answer would wait for ever
        return {"refused": render(unforeseen(error), language)}
