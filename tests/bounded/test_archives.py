"""Archives built to mislead: what they say of themselves is not believed."""

import contextlib
import io
import struct
import zipfile

import pytest

from civic_qual.bounded.archives import DEEPEST, elements, open_archive, xml_size
from civic_qual.errors import ReadError

KIND = "Word document"


def archive(body: str | bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        made.writestr("a.xml", body)
    return file.getvalue()


def read(data: bytes) -> list[str]:
    with open_archive(data, KIND, ["a.xml"]) as opened:
        return [element.tag for event, element in elements(opened, "a.xml", KIND) if event == "end"]


WHOLE = archive("<a><b/></a>")


def test_a_whole_one():
    assert read(WHOLE) == ["b", "a"]
    assert xml_size(WHOLE) == 11


def test_photographs_are_no_xml():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("word/document.xml", "<a/>")
        made.writestr("word/media/image1.png", bytes(1000))
    assert xml_size(file.getvalue()) == 4


@pytest.mark.parametrize("place", range(len(WHOLE)))
def test_every_byte_changed_ends_in_a_refusal_or_the_same(place):
    for value in (0, 0x7F, 0xFF, WHOLE[place] ^ 1):
        changed = WHOLE[:place] + bytes([value]) + WHOLE[place + 1 :]
        with contextlib.suppress(ReadError):
            assert read(changed) == ["b", "a"]


@pytest.mark.parametrize("length", range(0, len(WHOLE), 3))
def test_every_cut_ends_in_a_refusal(length):
    with pytest.raises(ReadError):
        read(WHOLE[:length])


@pytest.mark.parametrize("encoding", ["klingon", "utf-7", "big5", "utf-16", "rot13", "idna"])
def test_an_encoding_that_is_unknown_or_wrong(encoding):
    with pytest.raises(ReadError, match="damaged"):
        read(archive(f'<?xml version="1.0" encoding="{encoding}"?><a/>'))


def test_elements_inside_each_other():
    deep = DEEPEST - 1
    assert len(read(archive("<a>" * deep + "<b/>" + "</a>" * deep))) == DEEPEST
    with pytest.raises(ReadError, match="more than 500 deep"):
        read(archive("<a>" * 100_000 + "</a>" * 100_000))


def test_other_ways_of_packing_are_not_opened():
    with pytest.raises(ReadError, match="damaged"):
        read(archive("<a/>", zipfile.ZIP_LZMA))


def test_a_directory_of_a_million_parts_is_not_read(monkeypatch):
    entry = b"PK\x01\x02" + struct.pack("<6H3I5H2I", *[20, 20, 0, 0, 0, 33, 0, 0, 0, 1], *[0] * 6)
    parts = (entry + b"a") * 1_000_000
    end = b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, 0xFFFF, 0xFFFF, len(parts), 0, 0)
    monkeypatch.setattr(zipfile, "ZipFile", None)  # each part would be an object
    with pytest.raises(ReadError, match="zip bomb"):
        open_archive(parts + end, KIND)
    assert xml_size(parts + end) == 0
