# ruff: noqa: ARG001  (every job is given the same)
"""Jobs that a test can watch: they say so by files, and wait for files."""

import os
import time
from pathlib import Path

from civic_qual.desk.jobs import without_study
from civic_qual.errors import StudyError
from civic_qual.messages import Message


def counting(study, values, told):
    for number in range(values["n"]):
        told(number + 1, values["n"], Message("{n} words", n=number + 1))
    print("what libraries print is no answer")
    return {"transcripts": len(study.corpus), "process": os.getpid()}


def waiting(study, values, told):
    """Wait for ever with a file that is half-written, beside which it says its process."""
    half = Path(values["folder"], "half.txt")
    half.write_text("half", encoding="utf-8")
    try:
        Path(values["folder"], "process.tmp").write_text(str(os.getpid()), encoding="utf-8")
        Path(values["folder"], "process.tmp").replace(Path(values["folder"], "process"))
        told(1, 0, Message("{n} words", n=1))
        while True:
            time.sleep(0.01)
    finally:
        half.unlink()


def refusing(study, values, told):
    raise StudyError(Message("{file} is not there", file="x"))


def breaking(study, values, told):
    raise KeyError("what Awa said")


def dying(study, values, told):
    os._exit(3)


@without_study
def making(study, values, told):
    return {"study": study}


def unsayable(study, values, told):
    return {"x": object()}


JOBS = {
    one.__name__: one for one in (counting, waiting, refusing, breaking, dying, making, unsayable)
}
