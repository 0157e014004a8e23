"""What people agreed to, and what they took back: the participant's own word, or an interview's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civic_qual.calls import no_such
from civic_qual.corpus.consent import whole
from civic_qual.corpus.settings import checked_consent
from civic_qual.errors import StudyError
from civic_qual.messages import Message
from civic_qual.study.acts.checks import check_name
from civic_qual.study.records import Consent, Label

if TYPE_CHECKING:
    from civic_qual.study.session import Session


def consent(
    session: Session,
    said: str,
    *,
    participant: str | None,
    transcript: str | None,
    who: str,
    why: str,
) -> str:
    """Record what a participant, or everybody of a transcript, agreed to; return its id.

    Raises
    ------
    StudyError
        If the word is not known, or it is of nobody in the study.
    """
    word = checked_consent(said)
    with session.recording(who, "withdraw" if word == "withdrawn" else "consent") as recorder:
        check_name("who", who)
        snapshot = session.snapshot()
        people = whole(snapshot.corpus).participants
        if (participant is None) == (transcript is None):
            raise StudyError(
                Message("say of whom: participant= or transcript= takes one of the study")
            )
        about, target, known = (
            ("participant", participant, {*people.speaks.values(), *people.attributes})
            if transcript is None
            else ("transcript", transcript, {*snapshot.revisions})
        )
        if target not in known:
            raise StudyError(no_such(about, str(target), known))
        earlier = snapshot.consents.get((about, str(target)), ())
        (key,) = recorder.add(
            Consent(
                about=Label(about),
                target=Label(str(target)),
                consent=Label(word),
                who=Label(who),
                why=why,
                supersedes=" ".join(name.hex() for name, _ in earlier),
                time=recorder.time,
            )
        )
        recorder.details |= {about: target, "consent": word}
        return key.hex()
