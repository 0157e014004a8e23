// The reading room: a transcript or a queue, read and coded. The desk and the notebook show the same.
import { Acts } from "../base/acts.js";
import { CutOff, Refused } from "../base/calls.js";
import { button, el, name } from "../base/dom.js";
import { say, sayMany } from "../base/words.js";
import { Codes } from "./codes.js";
import { Doing } from "./doing.js";
import { Among } from "./beside/among.js";
import { Filter } from "./beside/filters.js";
import { Keys } from "./keys.js";
import { keyed } from "./moves.js";
import { Opened } from "./opened.js";
import { QueueOfPassages, Turns } from "./passages.js";
import { Past } from "./past.js";
import { Picker } from "./beside/picker.js";
import { isOpened } from "./beside/reveal.js";
import { Room } from "./text/room.js";
import { Side } from "./beside/side.js";
import { Tools } from "./beside/tools.js";
import { Words } from "./text/words.js";

const ADVICE_EVERY = 300, LOOK_EVERY = 4000; // milliseconds, for what others do
let opened = 0;

/**
 * Open the reading room in an element. Options: ask, who, language, queue or transcript, at: { start, end },
 * status(words), go(address), back(), themes(sample), among: { query, keep(query) }, and onPlace(transcript, start, end). Returns { close(), show(start, end) }.
 */
export async function reading(root, options) {
  const made = new Reading(root, options);
  await made.open();
  return {
    close: () => made.close(),
    show: (start, end) => made.show(made.opened.id, start, end),
  };
}

class Reading {
  constructor(root, options) {
    Object.assign(this, { ask: options.ask, who: options.who, go: options.go, options });
    this.root = el("div", { class: "reading" });
    root.append(this.root);
    this.cursor = ""; // the key of a question or a coding
    this.drafts = new Map();
    this.unplaced = [];
    this.ahead = new Map();
  }

  async open() {
    const { queue = "" } = this.options;
    const [codes, told] = await Promise.all([this.ask("codes"), queue ? this.ask("queue", { queue }) : null]);
    this.codes = new Codes(codes);
    this.filter = new Filter(this.codes);
    this.queue = told && new QueueOfPassages(told);
    this.acts = new Acts(this.ask, { queue, onState: (words, state) => this.#showState(words, state) });
    this.#build();
    const first = this.queue ? this.queue.current?.transcript : this.options.transcript;
    if (!first) return this.text_.append(el("p", { class: "empty" }, say("There is no passage in this queue.")));
    await this.#transcript(first);
    this.codes.begin([...this.opened.codings.values()].filter(one => this.opened.isOwn(one)).map(one => one.code));
    this.picker.showAtHand();
    const { at } = this.options;
    const place = at && this.passages.at(first, at.start);
    if (place !== null && place !== undefined) this.passages.place = place;
    this.#here(Boolean(this.queue || at));
    if (at) this.#pointAt(at);
    this.focus();
    if (this.among) this.attempt(() => this.among.load());
    await this.past.load().catch(error => { if (!(error instanceof Refused)) throw error; });
    this.watching = setInterval(() => this.#look(), LOOK_EVERY);
    addEventListener("focus", this.#onFocus);
  }

  close() {
    clearInterval(this.watching);
    clearTimeout(this.soon);
    removeEventListener("focus", this.#onFocus);
    this.closed = true;
    document.removeEventListener("selectionchange", this.#onSelection);
    this.acts?.close();
    this.words?.close();
    this.room?.close();
    this.root.remove();
  }

  #build() {
    opened += 1;
    this.text_ = el("div", { class: "room", tabindex: "0", role: "region", "aria-label": say("Transcript") });
    this.room = new Room(this.text_, { colour: this.codes.colour, label: `turn-${opened}` });
    this.words = new Words(this.room);
    this.words.onCleared = this.#onSelection;
    this.doing = new Doing(this);
    this.past = new Past(this);
    this.tools = new Tools(this);
    this.picker = new Picker(this.codes, {
      onPick: id => this.attempt(() => this.doing.code(id)), onNew: called => this.tools.newCode(called),
      onLeave: () => { this.focus(); this.words.restore(); }, onFocus: () => this.words.keep(),
    });
    const { among } = this.options;
    this.among = among && !this.queue ? new Among(this, among) : null;
    this.side = new Side(this);
    this.keys = new Keys(this.text_, keyed(this), what => this.attempt(what), () => this.going);
    this.root.append(this.#head(), el("div", { class: "body" }, this.text_, this.side.node));
    this.side.node.addEventListener("pointerdown", () => this.words.keep());
    this.text_.addEventListener("pointerdown", () => { if (!this.side.isOpen) this.words.clear(); });
    this.text_.addEventListener("click", event => this.#clicked(event));
    document.addEventListener("selectionchange", this.#onSelection);
  }

  #head() {
    this.title = el("strong", { class: "title" });
    this.facts = el("span", { class: "facts" });
    this.progress = el("span", { class: "progress" });
    this.meter = el("progress", { max: 1, hidden: !this.queue, "aria-label": say("Read of this queue") });
    this.saved = el("span", { class: "saved", dataset: { waiting: 0 } }, say("All in the study"));
    this.spoken = this.options.status ? null : el("span", { class: "spoken", role: "status" });
    this.filterButton = button(say("Filter"), () => this.tools.filter(), { key: "F" });
    this.lost = button("", () => this.tools.unplaced(), { kind: "bad", hidden: true });
    return el("div", { class: "head", role: "group", "aria-label": say("Reading") }, this.title, this.facts, this.meter, this.progress, this.spoken, this.saved, this.among?.node,
      el("span", { class: "head-acts" }, this.options.back && button(say("Back to the passages"), this.options.back), this.lost, button(say("Search"), () => this.tools.search(), { key: "/" }), this.filterButton,
        button(say("Correct"), () => this.tools.correct()), button(say("Keys"), () => this.keys.help(this.root), { key: "?" })));
  }

  /** Do what a key or a button is for; what cannot be done is said, and never lost in silence. */
  async attempt(what) {
    try { await what(); } catch (error) {
      if (this.closed) return;
      if (error instanceof Refused) return this.tools.refusal(error.message, {});
      if (!(error instanceof CutOff)) throw error;
      this.tell(say("The desk was stopped: open it again. What was confirmed is in the study."));
    }
  }

  /** A button for that. */
  button(words, what, options) { return button(words, () => this.going || this.attempt(what), options); }

  // What is shown

  /** Say something where it is seen and read aloud. */
  tell(words) {
    if (this.closed) return;
    if (this.options.status) this.options.status(words);
    else this.spoken.textContent = words;
  }

  #showState(words, { waiting, failing, stopped }) {
    this.saved.textContent = words;
    this.saved.dataset.waiting = waiting;
    this.saved.classList.toggle("waiting", failing);
    if (failing && !this.failing) this.tell(words);
    this.failing = failing;
    if (stopped && !this.listed) this.#listUnsaved(waiting);
    if (!waiting && this.listed) { this.listed.remove(); this.listed = null; }
  }

  #listUnsaved() { // when nobody answers any more, what is not saved can at least be copied
    const lines = this.acts.unsaved.map(one => [one.do, one.transcript ?? one.advice?.transcript ?? "", one.code ?? one.advice?.code ?? one.item ?? "", one.text ?? "",
      one.start === undefined ? "" : `${one.start}-${one.end}`].filter(Boolean).join(" · "));
    this.listed = el("details", { class: "problem unsaved" }, el("summary", {}, say("What is not in the study")),
      el("pre", { tabindex: "0", translate: "no" }, lines.join("\n")));
    this.root.append(this.listed);
  }

  text(start, end) { const { border, text } = this.room; return text.slice(border.toUnits(start), border.toUnits(end)); }

  get passages() { return this.queue ?? this.turns; }

  /** The passage from its first word on: who speaks stands before it, and is not said. */
  get wholePassage() {
    const { start, end } = this.passages.current;
    return { start: this.room.turns.find(one => one.start === start)?.said ?? start, end };
  }

  get questions() {
    const passage = this.passages?.current;
    if (!passage) return [];
    return this.opened.questions(passage.start, passage.end, this.passages.key).filter(one => one.entries.some(entry => this.filter.showsAdvice(entry)));
  }

  /** The question that is answered next. */
  get question() {
    const open = this.questions.filter(one => !one.answered);
    return open.find(one => one.key === this.cursor) ?? open[0];
  }

  point(key) {
    this.cursor = key;
    this.side.show();
    this.#mark();
  }

  pointAtOpen() { this.point(this.question?.key ?? this.cursor); }

  #pointAt({ start, end }) { // the coding that an address names, or its words
    const one = this.opened.on(start, end ?? start + 1).find(coding => coding.start === start && coding.end === end);
    if (one) this.point(one.key);
    else if (end !== undefined) this.markHits([{ transcript: this.opened.id, start, end }]);
  }

  #mark() {
    const coding = this.opened.codings.get(this.cursor), question = this.questions.find(one => one.key === this.cursor);
    const spans = coding ? [[coding.start, coding.end]] : question?.spans ?? [];
    const unit = this.room.border.toUnits;
    this.room.focus(spans.map(([start, end]) => ({ a: unit(start), b: unit(end) })));
  }

  /** Something on the way, or a filter: draw it. */
  changed() {
    this.room.set(this.opened.marks(this.filter, id => this.codes.name(id)));
    this.side.show();
    this.#mark();
    this.filterButton.setAttribute("aria-pressed", String(this.filter.isOn));
  }

  /** Which turns the filter leaves. */
  showTurns() {
    this.room.nodes.forEach((node, i) => { node.hidden = this.filter.isOn && !this.filter.showsTurn(this.room.turns[i], this.room.at[i]); });
  }

  markHits(hits) {
    const unit = this.room.border.toUnits;
    this.words.mark(hits.filter(one => one.transcript === this.opened.id).map(one => ({ a: unit(one.start), b: unit(one.end) })));
  }

  progressWords() {
    return this.queue ? say("{read} of {n} read", { read: this.queue.read, n: this.queue.length }) : "";
  }

  showProgress() {
    this.progress.textContent = this.progressWords();
    if (!this.queue) return;
    this.meter.value = this.queue.length ? this.queue.read / this.queue.length : 0;
    const read = this.queue.items.filter(one => one.state === "read" && one.transcript === this.opened.id);
    this.room.readTurns(turn => read.some(one => one.start < turn.end && (turn.said ?? turn.start) < one.end));
  }

  focus() { this.text_.focus({ preventScroll: true }); }

  // Where one is

  async #transcript(id) {
    const start = performance.now();
    const told = await (this.ahead.get(id) ?? this.#asked(id));
    this.ahead.clear();
    this.opened = new Opened(told, this.who);
    this.line ??= told.line; // from then on only what was asked since moves it: a transcript tells nothing of queue and codebook
    this.room.show(told, this.opened.marks(this.filter, one => this.codes.name(one)), turn => turn.speaker || "–");
    if (!this.queue) this.turns = new Turns(told);
    this.title.replaceChildren(name(told.id));
    this.facts.replaceChildren(...Object.entries(told.attributes ?? {}).slice(0, 5).map(([key, value]) => el("span", { title: key }, name(String(value)))));
    this.showTurns();
    if (told.problem) this.tell(told.problem);
    await new Promise(shown => requestAnimationFrame(() => setTimeout(shown)));
    performance.measure("civic-qual: open", { start, end: performance.now() });
    this.#whenAdvised();
  }

  /** What machines say may come after the text. */
  #whenAdvised() {
    if (this.opened.pending && this.advising !== this.opened) this.attempt(() => this.#advised());
  }

  async #advised() {
    const { opened } = this, here = () => !this.closed && this.opened === opened;
    this.advising = opened;
    let told = { pending: true };
    while (told.pending) {
      await new Promise(later => setTimeout(later, ADVICE_EVERY));
      if (!here()) return;
      told = await this.ask("advice", { transcript: opened.id, queue: this.options.queue ?? "" });
    }
    this.advising = null;
    if (!here()) return;
    opened.pending = false;
    opened.advise(told.advice);
    if (told.problem) this.tell(told.problem);
    this.changed();
    if (!this.cursor) this.pointAtOpen();
  }

  #asked(id) { return this.ask("transcript", { transcript: id, queue: this.options.queue ?? "" }); }

  #here(look = true) {
    const passage = this.passages.current;
    if (!passage) return;
    this.warnedAt = null;
    this.room.goTo(passage.start, passage.end);
    if (look) this.room.look(passage.start, passage.end);
    this.cursor = this.question?.key ?? "";
    this.side.show();
    this.#mark();
    this.showProgress();
    if (passage.state === "lost") this.tell(say("The transcript was corrected, and this passage is not in it any more."));
    this.options.onPlace?.(passage.transcript, passage.start, passage.end);
    this.#askAhead();
  }

  #askAhead() { // the transcript of the next passage, before it is needed
    const next = this.queue?.items[this.queue.place + 1]?.transcript;
    if (!next || next === this.opened.id || this.ahead.has(next)) return;
    const asked = this.#asked(next);
    asked.catch(() => this.ahead.delete(next));
    this.ahead.set(next, asked);
  }

  /** Go on by passages; reading goes to the next that is open, looking to the next one. */
  async move(by, openOnly = false) {
    const place = this.passages.after(by, openOnly);
    if (place === null) return this.tell(this.#noFurther(by, openOnly));
    await this.#goTo(place);
  }

  #noFurther(by, openOnly) {
    if (this.queue && openOnly) return say("All passages of this queue are read.");
    return by > 0 && this.among?.next(1) ? say("This is the end of the transcript: N opens the next one.") : say("There is no passage further on.");
  }

  async #goTo(place) {
    this.words.clear({ forgotten: true });
    const { transcript } = this.passages.items[place];
    if (transcript !== this.opened.id) {
      this.going = true; // what is pressed before a passage can be seen is meant for none
      try { await this.#transcript(transcript); } finally { this.going = false; }
    }
    this.passages.place = place;
    this.#here();
    if (!this.side.node.contains(document.activeElement)) this.focus();
  }

  /** Go to words of a transcript. */
  async show(transcript, start, end) {
    if (this.queue) {
      const place = this.queue.at(transcript, start);
      if (place !== null) return this.#goTo(place);
    } else {
      if (transcript !== this.opened.id) await this.#transcript(transcript);
      const place = this.turns.at(transcript, start);
      if (place !== null) { this.turns.place = place; this.#here(); }
    }
    if (end !== undefined && transcript === this.opened.id) this.#pointAt({ start, end });
  }

  choose({ start, end }) { this.words.select(this.room.border.toUnits(start), this.room.border.toUnits(end)); }

  /** Take the words of a coding, so that its borders can be moved. */
  startMoving(coding) {
    this.focus();
    this.choose(coding);
    this.words.moving = true;
    this.words.border = "end";
    this.side.show();
    this.tell(say("B or E, then ← →, move its borders; Enter keeps them."));
  }

  #clicked(event) {
    const bar = event.target.closest?.(".bars i"), run = event.target.closest?.(".run"), turn = event.target.closest?.(".turn");
    const coded = bar ? bar.dataset.key : null;
    if (!turn) return;
    const units = run ? +run.dataset.a : this.room.turns[+turn.dataset.turn].from;
    if (!this.queue && !this.side.isOpen) {
      const place = +turn.dataset.turn;
      if (place !== this.turns.place) { this.turns.place = place; this.#here(false); }
    }
    const mark = coded ? this.room.marks.get(coded) : run && !this.words.selected() ? this.room.marksOn(units, units + 1).at(-1) : null;
    if (mark) this.point(this.opened.codings.has(mark.key) ? mark.key : this.questions.find(one => mark.key.startsWith(one.key + " "))?.key ?? this.cursor);
  }

  #onSelection = () => {
    const chosen = Boolean(this.words.chosen);
    if (chosen !== this.hadChosen) this.picker.says(chosen);
    this.hadChosen = chosen;
  };

  // The study, and what others do to it

  async send(...acts) {
    const start = performance.now(), line = this.line;
    const answers = await this.acts.send(...acts);
    performance.measure("civic-qual: act", { start, end: performance.now() });
    if (this.acts.line === line + 1) this.line = this.acts.line; // only this act came between
    return answers;
  }

  /** Show what was refused, beside what stands. */
  async refused(words, seen = {}) {
    await this.again({ queue: true });
    this.tell(words);
    this.tools.refusal(words, seen);
  }

  againSoon() { clearTimeout(this.soon); this.soon = setTimeout(() => this.again(), 1000); }

  /** Ask again what the study says; not while something is on its way. Returns whether it was asked. */
  async again({ queue = false } = {}) {
    if (this.closed) return false;
    if (this.acts.unsaved.length) { this.againSoon(); return false; }
    const id = this.opened.id;
    const [told, items] = await Promise.all([this.#asked(id), queue && this.queue ? this.ask("queue", { queue: this.options.queue }) : null]);
    if (this.closed || this.opened.id !== id || this.acts.unsaved.length) { this.againSoon(); return false; }
    const corrected = told.revision !== this.opened.revision;
    this.opened.take(told);
    const wasBlind = this.queue?.told.blind;
    if (items) this.queue.take(items);
    if (wasBlind && !this.queue.told.blind) this.tell(isOpened(this.queue.told.queue));
    if (corrected) {
      const { scrollTop } = this.text_;
      this.room.show(told, this.opened.marks(this.filter, one => this.codes.name(one)), turn => turn.speaker || "–");
      this.turns?.take(told);
      this.text_.scrollTop = scrollTop;
      this.#here();
    }
    this.changed();
    this.#whenAdvised();
    this.showProgress();
    this.lost.hidden = !this.unplaced.length;
    this.lost.textContent = sayMany("{n} coding without its words", "{n} codings without their words", this.unplaced.length);
    return true;
  }

  async codesAgain() {
    this.codes.take(await this.ask("codes"));
    this.picker.showAtHand();
  }

  #onFocus = () => { this.#look(); };

  async #look() {
    if (this.closed || document.visibilityState === "hidden" || this.acts.unsaved.length || this.looking) return;
    this.looking = true;
    try {
      const told = await this.ask("since", { line: this.line, queue: this.options.queue ?? "", transcript: this.opened.id });
      if (told.codebook) await this.codesAgain();
      const news = told.transcripts.includes(this.opened.id) || told.queue || told.codebook;
      if (!news || await this.again({ queue: told.queue })) this.line = told.line; // else it is told once more
      this.#through(told.through);
      this.#reached(true);
    } catch (error) {
      this.#reached(error instanceof Refused);
    } finally { this.looking = false; }
  }

  /** Whether all who read this blind queue are through with it: then it can be opened here. */
  #through(is) {
    if (!this.queue || this.queue.told.through === is) return;
    this.queue.told.through = is;
    this.side.show();
    if (is) this.tell(say("Everybody has read this queue"));
  }

  /** The last passage was read: the others may be through, too. */
  through() { return this.#look(); }

  /** The queue was opened: show what others said, from the first passage on. */
  async opening() {
    await this.again({ queue: true });
    await this.#goTo(0);
    this.focus();
  }

  #reached(answered) { // the desk stopped while nothing was on its way
    if (answered === !this.cutOff || this.acts.unsaved.length) return;
    this.cutOff = !answered;
    const words = answered ? say("All in the study") : say("The desk was stopped: open it again. All is in the study.");
    this.saved.textContent = words;
    this.saved.classList.toggle("waiting", !answered);
    if (!answered) this.tell(words);
  }
}
