"""PDF files: their text, notes and attachments, what lies under bars, and versions kept inside."""

from __future__ import annotations

import ctypes
from contextlib import closing
from typing import Any

from civic_qual.errors import ReadError
from civic_qual.messages import Message
from civic_qual.privacy.leaving.contents import Contents

MOST_PAGES = 2_000
_DARK, _LIGHT = 60, 150  # of 255: a bar, and letters that are seen on one
_TOLD = {"Author": "author", "Subject": "described", "Keywords": "described"}


def read_pdf(data: bytes, found: Contents) -> None:
    """Read a PDF file."""
    import pypdfium2

    if data.count(b"%%EOF") > 1 and data.count(b"startxref") > 1:
        found.mark("earlier_version", ("properties",))
    try:
        with closing(pypdfium2.PdfDocument(data)) as opened:
            for name, value in opened.get_metadata_dict(skip_empty=True).items():
                if name in _TOLD:
                    found.mark(_TOLD[name], ("properties",), value)
            if opened.count_attachments():
                found.mark("embedded_file", ("properties",))
            for number in range(min(len(opened), MOST_PAGES)):
                _read_page(opened, number, found)
    except pypdfium2.PdfiumError:
        raise ReadError(
            Message("this PDF is damaged or protected by a password; open it and save it again")
        ) from None


def _read_page(opened: Any, number: int, found: Contents) -> None:
    import pypdfium2.raw as raw

    place = ("page", number + 1)
    page = opened[number]
    with closing(page), closing(page.get_textpage()) as text:
        found.text(place, text.get_text_range())
        if raw.FPDFPage_GetAnnotCount(page) > 0 and _notes(raw, page):
            found.mark("comment", place)
        for one in page.get_objects(max_depth=3):
            if one.type == raw.FPDF_PAGEOBJ_IMAGE:
                found.mark("picture", place)
            elif one.type == raw.FPDF_PAGEOBJ_PATH and _is_bar(raw, one):
                under = " ".join(text.get_text_bounded(*one.get_bounds()).split())
                if under and not _is_light(raw, page, one.get_bounds()):
                    found.mark("text_under_a_bar", place, under[:60])


def _notes(raw: Any, page: Any) -> bool:
    """Whether somebody put notes on a page: links are no notes."""
    kinds = set()
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        kinds.add(raw.FPDFAnnot_GetSubtype(annotation))
        raw.FPDFPage_CloseAnnot(annotation)
    return bool(kinds - {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_POPUP})


def _is_bar(raw: Any, one: Any) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(one, mode, stroke)
    left, bottom, right, top = one.get_bounds()
    return bool(
        mode.value and max(_colour(raw, one)) < _DARK and right - left > 4 and top - bottom > 4
    )


def _is_light(raw: Any, page: Any, bounds: tuple[float, ...]) -> bool:
    """Whether the letters inside are light, as those of a heading on a dark ground are."""
    left, bottom, right, top = bounds
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=3):
        begins, below, ends, above = one.get_bounds()
        inside = begins < right and ends > left and below < top and above > bottom
        if inside and min(_colour(raw, one)) > _LIGHT:
            return True
    return False


def _colour(raw: Any, one: Any) -> tuple[int, int, int]:
    parts = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(one, *parts)
    return parts[0].value, parts[1].value, parts[2].value
