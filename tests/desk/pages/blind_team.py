"""A team of four on invented interviews: two read blind, one settles, one leads."""

import atexit
import json
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import civic_qual as cq
from civic_qual.desk.calls import DESK
from civic_qual.desk.seat import DeskSeat
from civic_qual.study.work.acts import CodePassage, ReadItem

READERS = {"Awa": "A", "Issa": "B"}  # and whose codings of the example they repeat


class Table:
    """A desk without a server: whoever sits at it asks, and gets what a page would get."""

    def __init__(self, study):
        self.study = study

    def ask(self, who, call, language="en", **values):
        """Ask as somebody; what is not refused comes back."""
        told = DESK.answer(call, self._seat(who, language), values)
        assert "refused" not in told, told
        return json.loads(json.dumps(told["answer"]))

    def refused(self, who, call, language="en", **values):
        """Ask as somebody who is refused; why comes back."""
        told = DESK.answer(call, self._seat(who, language), values)
        assert "refused" in told, told
        return told["refused"]

    def either(self, who, call, language="en", **values):
        """Ask as somebody; what comes back, refused or not."""
        return DESK.answer(call, self._seat(who, language), values)

    def _seat(self, who, language):
        return DeskSeat(opened=self.study, coder=who, language=language, desk=None)


def read_on(study, coder, number):
    """Let a coder read so many passages more of the sample, with the codes of the example."""
    frame = _example().filter(coder=READERS[coder]).frame
    acts = []
    for item in [one for one in study.queue("first", coder).items if not one.read][:number]:
        here = frame[
            (frame["transcript"] == item.transcript)
            & (frame["start"] < item.end)
            & (frame["end"] > item.start)
        ]
        acts += [
            CodePassage(
                transcript=item.transcript,
                revision=item.revision,
                start=max(row.start, item.start),
                end=min(row.end, item.end),
                code=row.code,
                memo="it is said so",
            )
            for row in here.itertuples()
        ]
        acts.append(ReadItem(item=item.key))
    study.act(acts, coder=coder, queue="first")


_example = cache(cq.example_codings)


@cache
def _prepared():
    """Make the study in which nobody has read anything yet, once for all tests."""
    path = Path(mkdtemp()) / "team.study"
    atexit.register(shutil.rmtree, path.parent)
    corpus = cq.example_corpus().filter(country="Mali")
    with cq.Study.create(path, corpus, cq.example_codebook()) as study:
        study.keep_sample(cq.draw_sample(study.corpus, n=30, double=1, seed=2, name="first"))
        study.assign("first", "first", list(READERS), who="Lead")
    return path


def team_study(path, read=20, issa=20):
    """Open a study: 30 passages for two blind readers, all of them twice."""
    path.parent.mkdir(exist_ok=True)
    shutil.copyfile(_prepared(), path)
    study = cq.Study(path)
    read_on(study, "Awa", read)
    read_on(study, "Issa", issa)
    return study
