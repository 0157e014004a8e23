"""Bytes to text: what is certain is read silently, what is guessed is said."""

import pytest

from civic_qual.errors import ReadError
from civic_qual.texts import decode

FRENCH = "Enquêteur : Où étiez-vous l'été passé ?\nChef : À côté de l’église, c’était brûlé.\n" * 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_certain_encodings_need_no_note(encoding):
    decoded = decode(FRENCH.encode(encoding))
    assert (decoded.text, decoded.note) == (FRENCH, "")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le"])
def test_guessed_encodings_are_noted(encoding):
    decoded = decode(FRENCH.encode(encoding))
    assert decoded.text == FRENCH
    assert "guessed" in decoded.note


def test_a_late_accent_is_found():
    assert decode(b"plain words\n" * 50_000 + "été".encode("cp1252")).text.endswith("été")


def test_two_encodings_in_one_file_keep_their_accents():
    data = "Chef : brûlé.\n".encode() + "Chef : déplacés.\n".encode("cp1252")
    decoded = decode(data)
    assert decoded.text == "Chef : brûlé.\nChef : déplacés.\n"
    assert "two encodings" in decoded.note


def test_the_encoding_told_overrules():
    assert decode("été".encode("cp1252"), "cp1252").text == "été"
    with pytest.raises(ReadError, match="not in utf-8"):
        decode("été".encode("cp1252"), "utf-8")
    with pytest.raises(ReadError, match="no encoding 'utf-9'"):
        decode(b"x", "utf-9")


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (bytes(range(256)) * 40, "not text"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02\x03" * 500, "not text"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"\xd0\xcf\x11\xe0rest", "old or password-protected"),
    ],
)
def test_what_is_no_text_is_refused(data, advice):
    with pytest.raises(ReadError, match=advice):
        decode(data)
