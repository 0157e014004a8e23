"""The calls of the reading room, which the desk and the notebook share."""

from __future__ import annotations

from civic_qual.reviewing.room.acting import acts
from civic_qual.reviewing.room.calls import Calls
from civic_qual.reviewing.room.codes import codes
from civic_qual.reviewing.room.listing import transcripts
from civic_qual.reviewing.room.news import since
from civic_qual.reviewing.room.queued import queue
from civic_qual.reviewing.room.reading import transcript
from civic_qual.reviewing.room.undoing import undoable

ROOM = Calls.of(codes, transcripts, queue, transcript, acts, since, undoable)
