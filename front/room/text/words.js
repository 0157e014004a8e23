// Words chosen by mouse or keyboard: the border of code points and the browser's own selection.

const segmenters = new Map();

function segmenter(language, granularity) {
  const name = `${language} ${granularity}`;
  if (!segmenters.has(name)) segmenters.set(name, new Intl.Segmenter(language || undefined, { granularity }));
  return segmenters.get(name);
}

const isLetter = one => /[\p{L}\p{M}\p{N}]/u.test(one ?? "");

const HIGHLIGHTS = { kept: "civic-qual-kept", hit: "civic-qual-hit" };

/** What is selected in a room; when a field takes the browser's selection away, the words stay kept and marked. */
export class Words {
  constructor(room) {
    this.room = room;
    this.kept = null; // { a, b } in units
    this.last = null; // what was chosen before
    this.hits = [];
    this.border = "end"; // which border the arrows move after B or E
    this.moving = false;
    room.onFilled = () => this.#paintAll();
  }

  close() { for (const one of Object.values(HIGHLIGHTS)) globalThis.CSS?.highlights?.delete(one); }

  /** The words that are selected or kept, in units, without blanks around them; null if none. */
  get chosen() { return this.selected() ?? this.kept; }

  /** The same in code points. */
  get points() {
    const chosen = this.chosen;
    return chosen && { start: this.room.border.toPoints(chosen.a), end: this.room.border.toPoints(chosen.b) };
  }

  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed || !this.room.root.contains(selection.anchorNode)) return null;
    const range = selection.getRangeAt(0);
    const a = this.#unit(range.startContainer, range.startOffset, false), b = this.#unit(range.endContainer, range.endOffset, true);
    return a === null || b === null ? null : this.#trimmed(a, b);
  }

  #trimmed(a, b) { // no blanks at the borders, and no half of a character or word
    const text = this.room.text;
    const whole = unit => this.room.border.toUnits(this.room.border.toPoints(unit));
    b = whole(b);
    a = /[\uDC00-\uDFFF]/.test(text[a] ?? "") && /[\uD800-\uDBFF]/.test(text[a - 1] ?? "") ? a - 1 : a;
    while (a < b && /\s/.test(text[a])) a += 1;
    while (a < b && /\s/.test(text[b - 1])) b -= 1;
    if (a >= b) return null;
    while (isLetter(text[a - 1]) && isLetter(text[a])) a -= 1;
    while (isLetter(text[b]) && isLetter(text[b - 1])) b += 1;
    return { a, b };
  }

  /** Where a place of the document stands in the text: outside the words, at the nearest of them. */
  #unit(node, offset, isEnd) {
    const run = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".run");
    if (run) return +run.dataset.a + (node.nodeType === Node.TEXT_NODE ? offset : offset ? run.textContent.length : 0);
    const place = document.createRange();
    place.setStart(node, offset);
    const { turns, nodes } = this.room;
    for (let i = 0; i < nodes.length; i++) {
      const said = this.room.said(i);
      for (const one of said.children) {
        if (place.comparePoint(one, 0) < 0) continue;
        if (!isEnd) return +one.dataset.a;
        const before = one.previousElementSibling;
        return before ? +one.dataset.a : i ? turns[i - 1].b : null;
      }
    }
    return isEnd && turns.length ? turns[turns.length - 1].b : null;
  }

  /** Select words in units, and bring them into view. */
  select(a, b) {
    this.kept = null;
    this.#paint("kept", []);
    const range = this.#range(a, b), selection = getSelection();
    if (!range) return;
    selection.removeAllRanges();
    selection.addRange(range);
    const box = range.getBoundingClientRect(), view = this.room.root.getBoundingClientRect();
    if (box.bottom > view.bottom - 40 || box.top < view.top + 20)
      range.startContainer.parentElement.scrollIntoView({ block: "center" });
  }

  /** Keep the words that are selected, as a field is about to take the selection away. */
  keep() {
    const selected = this.selected();
    if (selected) this.kept = selected;
    this.#paint("kept", this.kept ? [this.kept] : []);
  }

  /** Select again what was kept. */
  restore() { if (this.kept && !this.selected()) this.select(this.kept.a, this.kept.b); }

  /** Choose nothing; the arrows go on from the words that were chosen, unless they are `forgotten`. */
  clear({ forgotten = false } = {}) {
    this.last = forgotten ? null : this.chosen ?? this.last;
    this.kept = null;
    this.moving = false;
    this.#paint("kept", []);
    if (this.selected()) getSelection().removeAllRanges();
    this.onCleared?.();
  }

  /** Mark passages in passing: hits of a search, in units. */
  mark(hits) {
    this.hits = hits;
    this.#paint("hit", hits);
  }

  #paintAll() {
    this.#paint("hit", this.hits);
    this.#paint("kept", this.kept ? [this.kept] : []);
  }

  #paint(name, spans) {
    if (!globalThis.Highlight || !globalThis.CSS?.highlights) return;
    const ranges = spans.map(({ a, b }) => this.#range(a, b)).filter(Boolean);
    if (ranges.length) CSS.highlights.set(HIGHLIGHTS[name], new Highlight(...ranges));
    else CSS.highlights.delete(HIGHLIGHTS[name]);
  }

  #range(a, b) {
    const range = document.createRange(), room = this.room;
    const put = (unit, set, isEnd) => {
      const i = room.turnAt(isEnd ? unit - 1 : unit);
      if (i < 0) return false;
      for (const run of room.said(i).children) {
        const from = +run.dataset.a, length = run.textContent.length;
        if (isEnd ? unit <= from + length : unit < from + length) {
          range[set](run.firstChild, Math.max(0, unit - from));
          return true;
        }
      }
      return false;
    };
    return put(a, "setStart", false) && put(b, "setEnd", true) ? range : null;
  }

  // The word cursor: a selection is always at least a word

  /** Words or sentences of the passage, in units. */
  pieces(granularity, a, b) {
    const { room } = this, found = [];
    for (let i = room.turnAt(a); i >= 0 && i < room.turns.length && room.turns[i].a < b; i++) {
      const turn = room.turns[i], from = Math.max(a, turn.from), to = Math.min(b, turn.b);
      if (from >= to) continue;
      for (const one of segmenter(turn.language || room.language, granularity).segment(room.text.slice(from, to))) {
        const words = one.segment.trim();
        const counts = granularity === "sentence" ? words : one.isWordLike || /[\p{Extended_Pictographic}\p{Emoji_Presentation}]/u.test(words);
        if (!counts) continue;
        const begins = from + one.index + one.segment.indexOf(words);
        found.push({ a: begins, b: begins + words.length });
      }
    }
    return found;
  }

  /** Go to the next word or sentence (by 1 or -1), or take one more or less of them. */
  step(granularity, by, more, passage) {
    const pieces = this.pieces(granularity, passage.a, passage.b), chosen = this.chosen;
    if (!pieces.length) return;
    let first = chosen ? pieces.findIndex(one => one.b > chosen.a) : -1;
    let last = chosen ? pieces.findLastIndex(one => one.a < chosen.b) : -1;
    if (first < 0 || last < first) first = last = this.#after(pieces, by);
    else if (more) last = Math.min(pieces.length - 1, Math.max(first, last + by));
    else if (granularity === "sentence" && (chosen.a !== pieces[first].a || chosen.b !== pieces[last].b) && first === last) last = first;
    else first = last = Math.min(pieces.length - 1, Math.max(0, (by > 0 ? last : first) + by));
    this.moving = false;
    this.select(pieces[first].a, pieces[last].b);
  }

  #after(pieces, by) { // nothing is chosen: the piece beside what was chosen before, else the first or the last
    const before = this.last;
    const found = !before ? -1 : by > 0 ? pieces.findIndex(one => one.a >= before.b) : pieces.findLastIndex(one => one.b <= before.a);
    return found >= 0 ? found : (by > 0) === !before ? 0 : pieces.length - 1;
  }

  /** Move the border that was chosen by B or E by a word. */
  moveBorder(by, passage) {
    const pieces = this.pieces("word", passage.a, passage.b), chosen = this.chosen;
    if (!chosen) return;
    let first = pieces.findIndex(one => one.b > chosen.a), last = pieces.findLastIndex(one => one.a < chosen.b);
    if (first < 0 || last < 0) return;
    if (this.border === "begin") first = Math.min(last, Math.max(0, first + by));
    else last = Math.max(first, Math.min(pieces.length - 1, last + by));
    this.select(pieces[first].a, pieces[last].b);
  }
}
