"""The small study of `tests/reviewing/conftest.py`, and what asks the calls of the room."""

import json

import pytest

from civic_qual.reviewing.room.calls import Seat
from civic_qual.reviewing.room.room import ROOM


class Asking:
    """Asks as a page does, in JSON, and gives back what was answered."""

    def __init__(self, study, coder, language="en"):
        self.seat = Seat(opened=study, coder=coder, language=language)
        self.heard = []
        self._acts = 0

    def __call__(self, name, /, **values):
        told = ROOM.answer(name, self.seat, json.loads(json.dumps(values)))
        written = json.dumps(told, ensure_ascii=False, allow_nan=False)
        self.heard.append(written)
        answer = json.loads(written)
        assert "refused" not in answer, answer
        return answer["answer"]

    def refused(self, name, /, **values):
        answer = ROOM.answer(name, self.seat, json.loads(json.dumps(values)))
        self.heard.append(json.dumps(answer, ensure_ascii=False))
        return answer["refused"]

    def act(self, does, queue="", **said):
        """Do one act; return what became of it."""
        self._acts += 1
        said = {"act": f"{self.seat.coder}-{self._acts}", "do": does, **said}
        (done,) = self("acts", acts=[said], queue=queue)["done"]
        return done


@pytest.fixture
def asking():
    return Asking


@pytest.fixture
def awa(study):
    return Asking(study, "Awa")
