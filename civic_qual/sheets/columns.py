"""Which column of a table holds what, by its title in English or French."""

from __future__ import annotations

from civic_qual.accents import unaccented

_TITLES = {
    "text": """text texte words utterance content contenu verbatim paroles speech message propos
        enonce transcript_text transcription tour_de_parole reponse response answer sentence""",
    "speaker": """speaker locuteur locutrice name nom who intervenant intervenante orateur
        speaker_name speaker_label nom_du_locuteur""",
    "role": "role",
    "time": """time start start_time timestamp temps heure debut begin from start_seconds
        time_start horodatage""",
    "language": "language langue lang",
    "participant": "participant participant_id",
    "transcript": "transcript transcript_id",
    "number": "turn no n nr # number row line index tour ligne numero ordre order",
    "end": "end end_time fin to time_end end_seconds duration duree",
}
_KIND_OF = {title: kind for kind, titles in _TITLES.items() for title in titles.split()}


def column_kind(title: str) -> str | None:
    """Return what a column holds: text, speaker, role, time, ... or None.

    Examples
    --------
    >>> column_kind("Locuteur"), column_kind("Start time"), column_kind("country")
    ('speaker', 'time', None)
    """
    plain = unaccented(title.casefold()).strip().replace(" ", "_").replace("-", "_")
    return _KIND_OF.get(plain)
