"""Plain text and Markdown: how people's editors and transcription programs write them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

from benchmarks.interviewing.model import Block, Written, furniture
from benchmarks.interviewing.words import Words


def write_txt(
    file: Written, path: Path, words: Words, *, spaced: bool, wrap: int, indent: str
) -> None:
    """Write plain text, with lines cut hard if `wrap` says how wide they may be."""
    draw = words.draw
    capitals = draw.random() < 0.5
    text = _joined(file.blocks, lambda block: _plain(block, wrap, indent, capitals), spaced=spaced)
    encoding = draw.choice(("utf-8",) * 8 + ("utf-8-sig", "cp1252"))
    end = draw.choice(("\n", "\n", "\r\n"))
    try:
        content = text.replace("\n", end).encode(encoding)
    except UnicodeEncodeError:
        content = text.replace("\n", end).encode("utf-8")
    path.write_bytes(content)


def _plain(block: Block, wrap: int, indent: str, capitals: bool) -> str:
    if block.style == "heading":
        return block.text.upper() if capitals else f"{block.text}\n{'-' * len(block.text)}"
    before = indent if block.style == "continued" else ""
    if not wrap or block.style not in ("text", "continued", "attached"):
        return before + block.text
    return textwrap.fill(
        block.text,
        wrap,
        initial_indent=before,
        subsequent_indent=indent if "\t" not in indent else "",
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
        expand_tabs=False,
    )


def write_md(file: Written, path: Path, words: Words, *, spaced: bool, outside: bool) -> None:
    """Write Markdown; `outside` puts what follows a label outside its stars."""
    text = _joined(file.blocks, lambda block: _marked(block, outside=outside), spaced=spaced)
    if words.draw.random() < 0.1 and file.interview:
        text = f"---\ntitle: {file.kind}\n---\n\n{text}"
        file.blocks.insert(0, furniture(f"title: {file.kind}", "front matter"))
    path.write_text(text, encoding="utf-8")


def _marked(block: Block, *, outside: bool) -> str:
    start = {"title": "# ", "heading": "## "}.get(block.style, "")
    parts: list[str] = []
    spans = list(block.spans)
    while spans:
        run = [spans.pop(0)]
        while spans and spans[0].bold == run[0].bold:
            run.append(spans.pop(0))
        text = "".join(span.text for span in run)
        if run[0].bold:
            core = text.rstrip(" \t")
            kept = core.rstrip(" :.–—-") if outside and run[0].kind == "label" else core
            text = f"**{kept}**{text[len(kept) :]}"
        parts.append(text)
    return start + "".join(parts)


def _joined(blocks: list[Block], written: Callable[[Block], str], *, spaced: bool) -> str:
    """Join paragraphs: with blank lines where the layout has them, and around furniture."""
    text, before = "", ""
    for block in blocks:
        close = block.style == "attached" or block.style == before == "fact"
        alone = {block.style, before} & {"heading", "title", "page", "rule", "note", "fact"}
        if text:
            text += "\n\n" if (spaced or alone) and not close else "\n"
        text += written(block)
        before = block.style
    return text + "\n"
