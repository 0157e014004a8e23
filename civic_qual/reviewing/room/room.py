"""The calls of the reading room, which the desk and the notebook share."""

from __future__ import annotations

from civic_qual.reviewing.room.acting import acts
from civic_qual.reviewing.room.calls import Calls
from civic_qual.reviewing.room.codes import codes
from civic_qual.reviewing.room.correcting import correct, place, reveal
from civic_qual.reviewing.room.listing import stated, transcripts
from civic_qual.reviewing.room.new_codes import new_code, similar_codes
from civic_qual.reviewing.room.news import since
from civic_qual.reviewing.room.queued import queue
from civic_qual.reviewing.room.reading import advice, transcript
from civic_qual.reviewing.room.searching import search
from civic_qual.reviewing.room.undoing import undoable

ROOM = Calls.of(
    *(codes, transcripts, stated, queue, transcript, advice, acts, since, undoable),
    *(search, similar_codes, new_code, correct, place, reveal),
)
