"""A pen: changes a Word document as a coder in Word would, at the level of its XML.

It knows nothing of the library: it finds lines, boxes, numbers and comments by what a person sees,
and counts characters as the document shows them.
"""

from __future__ import annotations

import copy
import re
import zipfile
from pathlib import Path

from lxml import etree

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
}
W, W14, W15 = (f"{{{NAMES[name]}}}" for name in ("w", "w14", "w15"))
UNSEEN = "\u2060"
_TOKEN = re.compile(r"#([A-Z2-9]{7})\b")
_SIGNS = re.compile(r"^(?:\[\d+ [A-Z2-9]{7}\] )+")
_RELATION = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
_COMMENTS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml",
)


class Pen:
    """A document that is being worked on by one person."""

    def __init__(self, path: Path, author: str = "Awa") -> None:
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.author = author
        self.body = etree.fromstring(self.parts["word/document.xml"])
        empty = f'<w:comments xmlns:w="{NAMES["w"]}"/>'.encode()
        self.fresh = "word/comments.xml" not in self.parts
        self.comments = etree.fromstring(self.parts.get("word/comments.xml", empty))
        self.threads = etree.Element(W15 + "commentsEx", nsmap={"w15": NAMES["w15"]})
        self.number, self.paragraph = 5_000, 0x20000001

    def save(self, path: Path, *, threads: bool = True) -> None:
        """Write it; without `threads` as a program does that does not keep who answers whom."""
        parts = dict(self.parts)
        parts["word/document.xml"] = _bytes(self.body)
        parts["word/comments.xml"] = _bytes(self.comments)
        new = [] if not self.fresh else [("comments.xml", *_COMMENTS)]
        if threads:
            parts["word/commentsExtended.xml"] = _bytes(self.threads)
            new.append(("commentsExtended.xml", _RELATION, _TYPE))
        types, relations = "[Content_Types].xml", "word/_rels/document.xml.rels"
        for number, (name, relation, kind) in enumerate(new):
            parts[types] = parts[types].replace(
                b"</Types>",
                f'<Override PartName="/word/{name}" ContentType="{kind}"/></Types>'.encode(),
            )
            parts[relations] = parts[relations].replace(
                b"</Relationships>",
                f'<Relationship Id="rIdPen{number}" Type="{relation}" Target="{name}"/>'
                "</Relationships>".encode(),
            )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)

    # What a person sees

    def lines(self) -> list[etree._Element]:
        """Return the paragraphs of the interview, without boxes."""
        found, within = [], False
        for paragraph in self.body.find(W + "body").findall(W + "p"):
            text = _text(paragraph)
            if text.startswith("\u25b2\u25b2\u25b2"):
                return found
            if within and text.strip():
                found.append(paragraph)
            within = within or text.startswith("\u25bc\u25bc\u25bc")
        return found

    def suggestions(self) -> dict[str, str]:
        """Return the ids of the comments that are suggestions, by the sign at their end."""
        found = {}
        for comment in self.comments.findall(W + "comment"):
            if sign := _TOKEN.search(_text(comment)):
                found[sign[1]] = comment.get(W + "id")
        return found

    def stands(self, comment: str) -> tuple[int, int]:
        """Return the line in which the words of a comment begin, and the character."""
        anchor = self._anchor(comment, "commentRangeStart")
        paragraph = anchor.getparent()
        before = "".join(
            _text(one) for one in paragraph.iter(W + "r") if _is_before(one, anchor, paragraph)
        ).replace(UNSEEN, "")
        return self.lines().index(paragraph), len(before) - len(_signs(paragraph))

    # What a person does

    def fill(self, which: int, words: str) -> None:
        """Write into a box; the first is the one at the head."""
        rows = [row for row in self.body.iter(W + "tr") if _text(row).startswith("\u25ba")]
        cell = rows[which].findall(W + "tc")[1]
        run = etree.SubElement(cell.find(W + "p"), W + "r")
        etree.SubElement(run, W + "t").text = words

    def comment(self, text: str, begin: tuple[int, int], end: tuple[int, int]) -> str:
        """Put a comment on words, from a character of a line to one of the same or a later line."""
        lines = self.lines()
        first = self._at(lines[begin[0]], begin[1])
        name = self._new(text)
        start = etree.Element(W + "commentRangeStart", {W + "id": name})
        first.addprevious(start) if first is not None else lines[begin[0]].append(start)
        after = self._at(lines[end[0]], end[1])
        stop = etree.Element(W + "commentRangeEnd", {W + "id": name})
        after.addprevious(stop) if after is not None else lines[end[0]].append(stop)
        stop.addnext(self._reference(name))
        return name

    def answer(self, comment: str, text: str) -> str:
        """Answer a comment, as Word does: anchored where it is, and named in the threads."""
        name = self._new(text, answers=comment)
        for tag in ("commentRangeStart", "commentRangeEnd"):
            theirs = self._anchor(comment, tag)
            ours = etree.Element(W + tag, {W + "id": name})
            theirs.addnext(ours)
            if tag == "commentRangeEnd":
                ours.addnext(self._reference(name))
        return name

    def delete(self, comment: str) -> None:
        """Delete a comment."""
        for tag in ("commentRangeStart", "commentRangeEnd", "commentReference"):
            anchor = self._anchor(comment, tag)
            gone = anchor.getparent() if tag == "commentReference" else anchor
            gone.getparent().remove(gone)
        self.comments.remove(self._of(comment))

    def resolve(self, comment: str) -> None:
        """Tick a comment off."""
        name = self._named(self._of(comment))
        for entry in self.threads:
            if entry.get(W15 + "paraId") == name:
                entry.set(W15 + "done", "1")
                return
        etree.SubElement(self.threads, W15 + "commentEx", {W15 + "paraId": name, W15 + "done": "1"})

    def write_over(self, comment: str, old: str, new: str) -> None:
        """Write other words over some of a comment."""
        for text in self._of(comment).iter(W + "t"):
            if text.text and old in text.text:
                text.text = text.text.replace(old, new)

    def rewrite(self, comment: str, new: str) -> None:
        """Write something else in place of all that a comment says."""
        texts = list(self._of(comment).iter(W + "t"))
        texts[0].text = new
        for text in texts[1:]:
            text.text = ""

    def type_in(self, line: int, place: int, words: str, *, tracked: bool = False) -> None:
        """Type words into a line."""
        after = self._at(self.lines()[line], place)
        run = etree.Element(W + "r")
        text = etree.SubElement(run, W + "t")
        text.text = words
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        if tracked:
            inserted = etree.Element(W + "ins", {W + "id": "1", W + "author": self.author})
            inserted.append(run)
            run = inserted
        after.addprevious(run)

    def strike(self, line: int, begin: int, end: int) -> None:
        """Delete words of a line, tracked."""
        paragraph = self.lines()[line]
        first, after = self._at(paragraph, begin), self._at(paragraph, end)
        first = self._at(paragraph, begin)
        deleted = etree.Element(W + "del", {W + "id": "2", W + "author": self.author})
        first.addprevious(deleted)
        while (run := deleted.getnext()) is not None and run is not after:
            for text in run.iter(W + "t"):
                text.tag = W + "delText"
            deleted.append(run)

    def split(self, line: int, place: int) -> None:
        """Make two paragraphs of one."""
        paragraph = self.lines()[line]
        after = self._at(paragraph, place)
        second = etree.Element(W + "p")
        if (properties := paragraph.find(W + "pPr")) is not None:
            second.append(copy.deepcopy(properties))
        paragraph.addnext(second)
        while after is not None:
            following = after.getnext()
            second.append(after)
            after = following

    # How

    def _new(self, text: str, answers: str = "") -> str:
        self.number += 1
        name = str(self.number)
        comment = etree.SubElement(
            self.comments,
            W + "comment",
            {W + "id": name, W + "author": self.author, W + "date": "2026-03-01T10:00:00Z"},
        )
        for line in text.split("\n"):
            run = etree.SubElement(etree.SubElement(comment, W + "p"), W + "r")
            etree.SubElement(run, W + "t").text = line
        entry = {W15 + "paraId": self._named(comment), W15 + "done": "0"}
        if answers:
            above = self._named(self._of(answers))
            entry[W15 + "paraIdParent"] = above
            if not any(one.get(W15 + "paraId") == above for one in self.threads):
                known = {W15 + "paraId": above, W15 + "done": "0"}
                etree.SubElement(self.threads, W15 + "commentEx", known)
        etree.SubElement(self.threads, W15 + "commentEx", entry)
        return name

    def _named(self, comment: etree._Element) -> str:
        """Return the name of the last paragraph of a comment; it gets one if it has none."""
        last = comment.findall(W + "p")[-1]
        if last.get(W14 + "paraId") is None:
            last.set(W14 + "paraId", f"{self.paragraph:08X}")
            self.paragraph += 1
        return last.get(W14 + "paraId")

    def _of(self, name: str) -> etree._Element:
        return next(one for one in self.comments if one.get(W + "id") == name)

    def _anchor(self, comment: str, tag: str) -> etree._Element:
        return next(one for one in self.body.iter(W + tag) if one.get(W + "id") == comment)

    def _reference(self, name: str) -> etree._Element:
        run = etree.Element(W + "r")
        etree.SubElement(run, W + "commentReference", {W + "id": name})
        return run

    def _at(self, paragraph: etree._Element, place: int) -> etree._Element | None:
        """Return the run that begins at a character of a line, cut if need be; None at its end.

        Characters are those of the interview: signs before a passage do not count.
        """
        left = place + len(_signs(paragraph))
        for run in list(paragraph.iter(W + "r")):
            said = _text(run)
            seen = said.replace(UNSEEN, "")
            if not seen:
                continue
            if left <= 0:
                return _top(run, paragraph)
            if left < len(seen):
                return _cut(run, left)
            left -= len(seen)
        return None


def _signs(paragraph: etree._Element) -> str:
    found = _SIGNS.match(_text(paragraph).replace(UNSEEN, ""))
    return found[0] if found else ""


def _top(run: etree._Element, paragraph: etree._Element) -> etree._Element:
    while run.getparent() is not paragraph:
        run = run.getparent()
    return run


def _is_before(run: etree._Element, anchor: etree._Element, paragraph: etree._Element) -> bool:
    children = list(paragraph)
    return children.index(_top(run, paragraph)) < children.index(anchor)


def _cut(run: etree._Element, place: int) -> etree._Element:
    """Cut a run of one text, and perhaps tabs, before a character; return the second piece."""
    second = copy.deepcopy(run)
    for piece, keep in ((run, slice(None, place)), (second, slice(place, None))):
        said = _text(piece)[keep]
        for text in piece.findall(W + "t") + piece.findall(W + "tab"):
            piece.remove(text)
        for number, words in enumerate(said.split("\t")):
            if number:
                etree.SubElement(piece, W + "tab")
            text = etree.SubElement(piece, W + "t")
            text.text = words
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.addnext(second)
    return second


def _text(element: etree._Element) -> str:
    return "".join(
        (one.text or "") if one.tag == W + "t" else "\t"
        for one in element.iter(W + "t", W + "tab")
        if one.tag == W + "t" or one.getparent().tag == W + "r"
    )


def _bytes(element: etree._Element) -> bytes:
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
