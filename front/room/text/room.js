// The text of a transcript: turns as plain paragraphs, cut into runs where marks begin and end, and bars beside them.
// Nothing lies over the text: colours are backgrounds of the runs, so they flow, print and are selected with it.
import { el } from "../../base/dom.js";
import { border } from "./offsets.js";

export const LANES = 8;
const LINES = 3, LINE_OF_TEXT = 28, LETTERS_A_LINE = 66, AT_ONCE = 6, SETTLED_AT_ONCE = 30;

const touches = (one, a, b) => one.a < b && a < one.b;

/** A mark: { key, start, end, code, firm, own, words }; `key` stays the same as long as it is the same mark. */
export class Room {
  constructor(root, { colour, label }) {
    this.root = root;
    this.colour = colour;
    this.label = label;
    this.marks = new Map();
    this.turns = [];
    this.nodes = [];
    this.later = new Set();
    this.watch = new IntersectionObserver(seen => {
      for (const one of seen) if (one.isIntersecting) this.later.add(one.target); else this.later.delete(one.target);
      this.#whenIdle();
    }, { root, rootMargin: "600px 0px" });
    this.resized = new ResizeObserver(() => this.#measuredAnew());
    this.resized.observe(root);
  }

  close() {
    this.watch.disconnect();
    this.resized.disconnect();
    this.closed = true;
  }

  /** Show a transcript; `names(turn)` is what stands beside a turn. */
  show(transcript, marks, names) {
    this.text = transcript.text;
    this.border = border(transcript.text);
    this.language = transcript.language;
    const unit = this.border.toUnits;
    this.turns = transcript.turns.map(one => ({ ...one, a: unit(one.start), b: unit(one.end), from: unit(one.said ?? one.start) }));
    this.marks = new Map();
    this.passage = this.focused = null;
    this.#take(marks);
    this.watch.disconnect();
    this.later.clear();
    this.nodes = this.turns.map((turn, i) => this.#turn(turn, i, names(turn)));
    this.nodes.forEach((_, i) => this.#fill(i));
    this.root.replaceChildren(...this.nodes);
    this.root.scrollTop = 0;
    this.nodes.forEach(node => this.watch.observe(node));
    this.unsettled = this.nodes.slice();
  }

  #turn(turn, i, name) {
    const head = el("div", { class: "who", id: `${this.label}-${i}`, translate: "no" }, el("bdi", {}, name));
    const said = el("p", { class: "said", dir: "auto", lang: turn.language || this.language || null });
    const node = el("div", {
      class: "turn" + (turn.role === "interviewer" ? " asked" : ""), role: "group",
      "aria-labelledby": head.id, dataset: { turn: i },
    }, head, el("div", { class: "bars", "aria-hidden": "true" }), said);
    const lines = Math.max(1, Math.ceil((turn.b - turn.from) / LETTERS_A_LINE));
    node.style.setProperty("--guess", `${lines * LINE_OF_TEXT + 8}px`);
    return node;
  }

  /** Take marks instead of those there are; only turns in which something differs are made again. */
  set(marks) {
    const before = this.marks;
    const dirty = new Set();
    this.#take(marks);
    for (const [key, mark] of this.marks) {
      const old = before.get(key);
      if (!old || old.look !== mark.look || old.a !== mark.a || old.b !== mark.b) {
        this.#touch(mark, dirty);
        if (old) this.#touch(old, dirty);
      }
    }
    for (const [key, old] of before) if (!this.marks.has(key)) this.#touch(old, dirty);
    this.#again(dirty);
  }

  /** The passage that is read now: its turns are set off, and words of them that are beyond it, too. */
  goTo(start, end) {
    const dirty = new Set();
    if (this.passage) this.#touch(this.passage, dirty);
    this.passage = { a: this.border.toUnits(start), b: this.border.toUnits(end) };
    this.#touch(this.passage, dirty);
    for (const i of dirty) this.nodes[i].classList.toggle("here", touches(this.turns[i], this.passage.a, this.passage.b));
    this.#again(new Set([...dirty].filter(i => this.#isCut(i) || this.nodes[i].querySelector(".beyond"))));
  }

  /** Set off the words of one question or coding: spans in units. */
  focus(spans) {
    for (const run of this.root.querySelectorAll(".run.focus")) run.classList.remove("focus");
    for (const { a, b } of spans)
      for (let i = this.turnAt(a); i < this.turns.length && this.turns[i].a < b; i++)
        for (const run of this.said(i).children)
          if (+run.dataset.a >= a && +run.dataset.a < b) run.classList.add("focus");
    this.focused = spans;
  }

  /** Bring a passage into view, unless it is there. */
  look(start, end) {
    const i = this.turnAt(this.border.toUnits(start));
    this.nodes[i]?.scrollIntoView({ block: end === undefined ? "start" : "center" });
  }

  /** Which turns have been read. */
  readTurns(isRead) {
    this.nodes.forEach((node, i) => node.classList.toggle("done", isRead(this.turns[i])));
  }

  said(i) { return this.nodes[i].lastElementChild; }

  turnAt(unit) {
    let low = 0, high = this.turns.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.turns[middle].b <= unit) low = middle + 1; else high = middle;
    }
    return Math.min(low, this.turns.length - 1);
  }

  /** The marks on words, those that begin first before others. */
  marksOn(a, b) {
    const found = new Set();
    for (let i = this.turnAt(a); i >= 0 && i < this.turns.length && this.turns[i].a < b; i++)
      for (const one of this.at[i]) if (touches(one, a, b)) found.add(one);
    return [...found].sort((x, y) => x.a - y.a || y.b - x.b);
  }

  #take(marks) {
    const unit = this.border.toUnits, known = this.marks;
    const taken = marks.map(one => ({
      ...one, a: unit(one.start), b: unit(one.end), lane: known.get(one.key)?.lane,
      look: `${one.code} ${one.firm} ${one.own}`,
    })).sort((x, y) => x.a - y.a || y.b - x.b);
    this.marks = new Map(taken.map(one => [one.key, one]));
    this.at = this.turns.map(() => []);
    for (const one of taken)
      for (let i = this.turnAt(one.a); i >= 0 && i < this.turns.length && this.turns[i].a < one.b; i++) this.at[i].push(one);
    for (const one of taken) if (one.lane === undefined) one.lane = this.#freeLane(one);
  }

  #freeLane(one) { // the first lane that nothing beside it has
    const used = new Set();
    for (let i = this.turnAt(one.a); i < this.turns.length && this.turns[i].a < one.b; i++)
      for (const other of this.at[i]) if (other.lane !== undefined && touches(other, one.a, one.b)) used.add(other.lane);
    let lane = 0;
    while (used.has(lane)) lane += 1;
    return lane;
  }

  #touch(one, dirty) {
    for (let i = this.turnAt(one.a); i >= 0 && i < this.turns.length && this.turns[i].a < one.b; i++) dirty.add(i);
  }

  #again(dirty) {
    const kept = this.keptWords?.();
    for (const i of dirty) {
      this.#fill(i);
      delete this.nodes[i].dataset.drawn;
    }
    if (!dirty.size) return;
    this.drawBars([...dirty].map(i => this.nodes[i]).filter(node => this.later.has(node) || touches(this.turns[+node.dataset.turn], this.passage?.a ?? 0, this.passage?.b ?? 0)));
    for (const i of dirty) this.later.add(this.nodes[i]);
    this.#whenIdle();
    this.onFilled?.(dirty, kept);
  }

  #isCut(i) {
    const { from, b } = this.turns[i], here = this.passage;
    return here && touches({ a: from, b }, here.a, here.b) && (here.a > from || here.b < b);
  }

  #fill(i) {
    const turn = this.turns[i], here = this.at[i], cut = this.#isCut(i);
    const cuts = [turn.from, turn.b, ...here.flatMap(one => [one.a, one.b]), ...(cut ? [this.passage.a, this.passage.b] : [])];
    const places = [...new Set(cuts)].filter(place => place >= turn.from && place <= turn.b).sort((x, y) => x - y);
    const runs = [];
    for (let k = 0; k + 1 < places.length; k++) {
      const a = places[k], b = places[k + 1], on = here.filter(one => touches(one, a, b));
      const run = el("span", { class: on.length ? "run coded" : "run", dataset: { a } }, this.text.slice(a, b));
      if (on.length) this.#paint(run, on);
      if (cut && (b <= this.passage.a || a >= this.passage.b)) run.classList.add("beyond");
      runs.push(run);
    }
    this.said(i).replaceChildren(...runs);
    if (this.focused?.some(one => touches(one, turn.a, turn.b))) this.focus(this.focused);
  }

  #paint(run, on) { // up to three colours as lines below the words; the tint is the first one's
    const firm = on.filter(one => one.firm), lines = (firm.length ? firm : on).slice(0, LINES);
    if (!firm.length) run.classList.add("maybe");
    lines.forEach((one, k) => run.style.setProperty(`--c${k}`, this.colour(one.code)));
    run.classList.add(`n${lines.length}`);
  }

  // Bars need a layout, so they wait until scrolling leaves time for them: a few turns at once, reads before writes.
  // After them what is out of view is laid out, too: then scrolling has only to paint (half the work, measured).

  #whenIdle() {
    if (this.waits || this.closed || !(this.later.size || this.unsettled?.length)) return;
    this.waits = true;
    const idle = globalThis.requestIdleCallback ?? (later => setTimeout(later, 50));
    idle(() => {
      this.waits = false;
      if (this.closed) return;
      const some = [...this.later].slice(0, AT_ONCE);
      some.forEach(node => this.later.delete(node));
      this.drawBars(some);
      if (!some.length) this.unsettled.splice(0, SETTLED_AT_ONCE).forEach(node => node.classList.add("settled"));
      this.#whenIdle();
    }, { timeout: 1000 });
  }

  #measuredAnew() {
    const width = this.root.clientWidth;
    if (this.width !== undefined && this.width !== width) {
      this.watch.disconnect();
      for (const node of this.nodes) {
        delete node.dataset.drawn;
        this.watch.observe(node);
      }
      if (this.passage) this.nodes[this.turnAt(this.passage.a)].scrollIntoView({ block: "center" });
    }
    this.width = width;
  }

  drawBars(nodes) {
    const todo = nodes.filter(node => !node.dataset.drawn && node.isConnected).map(node => this.#measured(node));
    for (const [node, bars, more] of todo) {
      node.dataset.drawn = 1;
      node.children[1].replaceChildren(...bars.map(([one, top, bottom]) => this.#bar(one, top, bottom)),
        ...(more ? [el("b", { class: "more" }, `+${more}`)] : []));
    }
  }

  #measured(node) {
    const i = +node.dataset.turn, said = this.said(i), top = said.getBoundingClientRect().top, turn = this.turns[i];
    const shown = this.at[i].filter(one => one.lane < LANES);
    const runs = shown.length ? [...said.children].map(run => [+run.dataset.a, run.getClientRects()]) : [];
    const at = unit => {
      let found = runs[0];
      for (const one of runs) if (one[0] <= unit) { if (one[1].length) found = one; } else break;
      return found?.[1] ?? [];
    };
    const bars = shown.map(one => {
      const first = at(Math.max(one.a, turn.from)), last = at(Math.min(one.b, turn.b) - 1);
      return [one, (first[0]?.top ?? top) - top, (last[last.length - 1]?.bottom ?? top + 20) - top];
    });
    return [node, bars, this.at[i].length - shown.length];
  }

  #bar(one, top, bottom) {
    const bar = el("i", { class: one.firm ? "firm" : "maybe", title: one.words, dataset: { key: one.key } });
    for (const [property, value] of [["top", `${top}px`], ["height", `${Math.max(bottom - top - 2, 6)}px`],
      ["inset-inline-start", `${one.lane * 7}px`], ["--c0", this.colour(one.code)]]) bar.style.setProperty(property, value);
    return bar;
  }
}
