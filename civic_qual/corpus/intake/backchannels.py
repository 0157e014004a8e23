"""Back-channels: "mm-hm", "d'accord", "oui oui", put in while somebody else goes on speaking.

They are no turns of their own: the speaker's turn runs on, and the back-channel is no spoken piece
of it. After a question the same words are an answer, and stay a turn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from civic_qual.corpus.intake.layouts.speech import run_on
from civic_qual.corpus.transcripts import Turn

LONGEST = 60  # characters of a back-channel
_ONE = (
    r"m+[ -]?h+m*|h+m+|m{2,}|uh[ -]?huh|ah|oh|eh|euh|hein|yes|yeah|yep|yah|right|ok(?:ay)?|"
    r"i see|sure|of course|exactly|indeed|go on|alright|all right|true|"
    r"oui|ouais|ok|d['’]accord|voil[àa]|c['’]est ça|bien s[ûu]r|exact(?:ement)?|"
    r"je vois|je comprends|entendu|tout à fait|effectivement|bon|bien|ah bon"
)
_BACKCHANNEL = re.compile(rf"(?:(?:{_ONE})[\s.,!…-]*){{1,4}}", re.IGNORECASE)
_QUESTION = re.compile(r"\?[\s\"'”»)\]…]*$")


def without_backchannels(turns: Sequence[Turn], text: str) -> tuple[Turn, ...]:
    r"""Let turns run on over the back-channels of others.

    A turn runs on only if its speaker goes on right after, did not ask, and is no interviewer:
    "oui" to an interviewer is an answer.

    Examples
    --------
    >>> text = "R: We ran.\nI: Mm-hm.\nR: To the river."
    >>> turns = [Turn(start=0, end=10, spoken=((3, 10),), speaker="R"),
    ...          Turn(start=11, end=20, spoken=((14, 20),), speaker="I"),
    ...          Turn(start=21, end=37, spoken=((24, 37),), speaker="R")]
    >>> [turn.spoken for turn in without_backchannels(turns, text)]
    [((3, 10), (24, 37))]
    """
    runs: list[list[Turn]] = []
    place = 0
    while place < len(turns):
        if (
            runs
            and place + 1 < len(turns)
            and _runs_on(text, runs[-1][-1], turns[place], turns[place + 1])
        ):
            runs[-1].append(turns[place + 1])
            place += 2
        else:
            runs.append([turns[place]])
            place += 1
    return tuple(run_on(run) for run in runs)


def is_backchannel(said: str) -> bool:
    """Whether words are a back-channel and nothing more.

    Examples
    --------
    >>> is_backchannel("Oui oui, d'accord."), is_backchannel("Oui, ils sont venus.")
    (True, False)
    """
    return len(said) <= LONGEST and bool(_BACKCHANNEL.fullmatch(said.strip()))


def _runs_on(text: str, before: Turn, between: Turn, after: Turn) -> bool:
    same = bool(before.speaker) and before.speaker == after.speaker != between.speaker
    if not same or before.role == "interviewer" or len(between.spoken) != 1:
        return False
    asked = before.spoken and _QUESTION.search(text[before.spoken[-1][0] : before.end])
    return not asked and is_backchannel(text[slice(*between.spoken[0])])
