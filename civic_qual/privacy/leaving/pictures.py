"""Pictures: where they were taken, by whom, with what."""

from __future__ import annotations

import io

from civic_qual.privacy.leaving.contents import Contents, Place

_GPS, _ARTIST, _OWNER, _SERIAL = 0x8825, 0x013B, 0xA430, 0xA431
_TEXTS = {"author", "artist", "software", "description", "comment", "copyright"}


def read_picture(data: bytes, found: Contents, place: Place = ("picture",)) -> None:
    """Read what a picture says of itself; what it shows, nobody reads here."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data)) as picture:
            exif, told = picture.getexif(), dict(picture.info)
            if exif.get_ifd(_GPS):
                found.mark("place_of_a_picture", place)
            for tag in (_ARTIST, _OWNER, _SERIAL):
                if value := exif.get(tag) or exif.get_ifd(0x8769).get(tag):
                    found.mark("author", place, value)
    except Exception:  # a damaged picture, of which the library raises many things
        found.mark("not_looked_into", place)
        return
    for name, value in told.items():
        if str(name).lower() in _TEXTS and isinstance(value, str):
            found.mark("author" if "aut" in str(name).lower() else "described", place, value[:80])
    found.mark("picture", place)
