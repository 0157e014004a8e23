// Beside the text: what is asked of this passage, which codes it carries, what they mean, and its memos.
import { button, el, name } from "../../base/dom.js";
import { language, number, say } from "../../base/words.js";
import { inLanguage } from "../codes.js";
import { fieldsForm } from "./fields.js";
import { limitsFold } from "./limits.js";
import { throughPart } from "./reveal.js";

const SAID = 3, LETTERS = 40;

const origins = () => ({ rule: say("rule"), model: say("model"), human: say("coder") });

export class Side {
  constructor(reading) {
    this.r = reading;
    this.isWhole = false; // whether a definition is shown with its examples
    this.questions = el("ul", { class: "list questions" });
    this.here = el("ul", { class: "list here", "aria-label": say("Codes on this passage") });
    this.others = el("ul", { class: "list others" });
    this.waits = el("p", { class: "soft" }, say("Suggestions are being looked for …"));
    this.through = el("section", { class: "note through", hidden: true });
    this.parts = {
      through: this.through,
      others: el("section", {}, el("h2", {}, say("Others on this passage")), this.others),
      questions: el("section", {}, el("h2", {}, say("Suggestions")), this.waits, this.questions),
      here: el("section", {}, el("h2", {}, say("Codes on this passage")), this.here),
      memos: el("section", { class: "memos" }),
    };
    const { themes } = reading.options; // a notebook works out none
    if (themes && reading.queue?.told.sample) this.parts.limits = limitsFold(reading, themes);
    if (reading.among) this.parts.transcripts = reading.among.fold;
    this.panel = el("div", { class: "panel" });
    this.acts = this.#acts();
    this.scroll = el("div", { class: "side-scroll" }, reading.picker.node, this.panel, ...Object.values(this.parts));
    this.node = el("aside", { class: "side", "aria-label": say("This passage") }, this.scroll, this.acts);
  }

  #acts() {
    const { r } = this;
    this.read = r.button(r.queue ? say("Read, next") : say("Next"), () => r.doing.read(false), { key: "Enter", kind: "main" });
    return el("div", { class: "acts" }, this.read,
      r.button(say("Previous"), () => r.move(-1), { key: "ArrowUp" }),
      r.button(say("Undo"), () => r.past.undo(), { key: "Control+Z" }),
      r.button(say("Redo"), () => r.past.redo(), { key: "Control+Shift+Z" }),
      button(say("Memo"), () => r.tools.memo(), { key: "M" }));
  }

  /** Show one tool under the field for a code: a form, a list; null closes it. */
  open(node) {
    this.panel.replaceChildren(...(node ? [node] : []));
    node?.querySelector("[autofocus], input, textarea, select, button")?.focus();
  }

  get isOpen() { return this.panel.childElementCount > 0; }

  close() {
    const hadFocus = this.panel.contains(document.activeElement);
    this.panel.replaceChildren();
    if (hadFocus) this.r.focus();
  }

  /** Show the passage as it is now, and keep the focus where it was as far as that is still there. */
  show() {
    const had = document.activeElement, act = had?.dataset?.act, lost = this.node.contains(had) && act;
    this.#showThrough();
    this.#showOthers();
    this.#showQuestions();
    this.#showHere();
    this.#showMemos();
    this.#keepInView();
    if (lost && !had.isConnected)
      (this.node.querySelector(`[aria-current] [data-act="${act}"]`) ?? this.r.room.root).focus({ preventScroll: true });
  }

  /** Bring the code under the cursor into view; nothing but this side is moved. */
  #keepInView() {
    const one = this.scroll.querySelector(".list > [aria-current]");
    if (!one) return;
    const box = one.getBoundingClientRect(), view = this.scroll.getBoundingClientRect();
    if (box.top < view.top || box.bottom > view.bottom) this.scroll.scrollTop += box.top - view.top - view.height / 4;
  }

  #showThrough() { // once: what has the focus stays
    const { r } = this, state = r.queue && [r.queue.told.blind, r.queue.isDone, r.queue.told.through].join();
    if (!r.queue || state === this.wasThrough) return;
    this.wasThrough = state;
    this.through.replaceChildren(...throughPart(r));
    this.through.hidden = !this.through.childElementCount;
  }

  /** What each of the others said, in one line: of a queue that was opened, to discuss it. */
  #showOthers() {
    const { r } = this, passage = r.passages.current, said = passage ? r.opened.saidOf(passage.start, passage.end) : [];
    this.parts.others.hidden = !said.length;
    this.others.replaceChildren(...said.map(one => el("li", {}, name(one.coder), ": ",
      one.codes.length ? name(one.codes.map(code => r.codes.name(code)).join(" · ")) : say("nothing"))));
  }

  #showQuestions() {
    const { r } = this, all = r.questions;
    this.parts.questions.hidden = !all.length && !r.opened.pending;
    this.waits.hidden = !r.opened.pending;
    this.questions.replaceChildren(...all.map(one => {
      const isHere = r.cursor === one.key, origin = origins();
      const by = one.entries.map(entry => entry.origin === "human" ? (r.queue?.told.kind === "disagreements" ? `${origin.human} ${entry.by}` : entry.by) : `${origin[entry.origin] ?? entry.origin} ${number(entry.score, 2)}`).join(", ");
      return this.#item(one.code, isHere, one.answered, () => r.point(one.key), [
        this.#words(one.spans), el("small", { class: "by" }, name(by)),
        isHere && this.#reasons(one),
        isHere && !one.answered && el("span", { class: "row" },
          r.button(say("Accept"), () => r.doing.answer("accept", one), { key: "A", "data-act": "accept" }),
          r.button(say("Reject"), () => r.doing.answer("reject", one), { key: "R", "data-act": "reject" })),
        one.answered && el("small", {}, one.answered === "accept" ? say("accepted") : say("rejected")),
      ]);
    }));
  }

  #reasons(question) {
    const said = new Set(question.spans.map(([a, b]) => this.r.text(a, b).toLowerCase()));
    const reasons = [...new Set(question.entries.map(one => one.why))].filter(why => why && !said.has(why.toLowerCase()));
    return reasons.length > 0 && el("small", { dir: "auto" }, reasons.join(" · "));
  }

  #words(spans) {
    const said = spans.slice(0, SAID).map(([a, b]) => `“${this.r.text(a, Math.min(b, a + LETTERS))}${b - a > LETTERS ? "…" : ""}”`);
    return el("small", { class: "words", dir: "auto", translate: "no" }, said.join(" ") + (spans.length > SAID ? " …" : ""));
  }

  #item(code, isHere, answered, onclick, children) {
    const { r } = this;
    const item = el("li", { class: `chip ${answered}`, "aria-current": isHere ? "true" : null },
      el("button", { type: "button", class: "name", onclick, "data-act": "point" }, name(r.codes.name(code))), [...children, isHere && this.#definition(code)].flat().filter(Boolean));
    item.style.setProperty("--c0", r.codes.colour(code));
    return item;
  }

  #showHere() {
    const { r } = this, passage = r.passages.current;
    const codings = passage ? r.opened.on(passage.start, passage.end).filter(one => r.filter.shows(one, r.opened.isOwn(one))) : [];
    this.parts.here.hidden = !codings.length;
    this.here.replaceChildren(...codings.map(one => {
      const isHere = r.cursor === one.key, own = r.opened.isOwn(one);
      return this.#item(one.code, isHere, "", () => r.point(one.key), [
        this.#words([[one.start, one.end]]),
        el("small", { class: "by" }, own ? say("you") : name(one.coder), one.memo ? " · " + say("memo") : ""),
        isHere && this.#coding(one),
      ]);
    }));
  }

  #coding(one) {
    const { r } = this, fields = r.codes.byId.get(one.code)?.fields ?? [];
    return [
      fields.length > 0 && fieldsForm(fields, one.fields ?? {}, values => r.attempt(() => r.doing.change(one, { fields: values }))),
      el("span", { class: "row" },
        r.button(say("Take off"), () => r.doing.uncode(), { key: "X", "data-act": "uncode" }),
        button(say("Other words"), () => r.startMoving(one), { "data-act": "move", key: "E" }),
        button(say("Memo"), () => r.tools.memo(one), { key: "M", "data-act": "memo" }),
        r.words.moving && r.button(say("Keep these words"), () => r.doing.moved(), { key: "Enter", kind: "main", "data-act": "moved" })),
    ];
  }

  /** What the code under the cursor means; whole, with passages that carry it and passages that do not. */
  #definition(id) {
    const { r } = this, code = r.codes.byId.get(id);
    if (!code) return [];
    const said = inLanguage(code.definition) || say("Nothing is written of this code yet.");
    return el("div", { class: `definition${this.isWhole ? " whole" : ""}` },
      el("p", { dir: "auto" }, said),
      this.isWhole && [...passages(say("For example"), code.examples), ...passages(say("Not this"), code.counter_examples)],
      el("span", { class: "row" }, button(this.isWhole ? say("Less") : say("Definition and examples"), () => this.turnDefinition(),
        { key: "D", kind: "quiet", "aria-expanded": String(this.isWhole), "data-act": "definition" }),
      this.isWhole && r.go && el("a", { href: "/codebook/" + encodeURIComponent(id) }, say("In the codebook"))));
  }

  turnDefinition() {
    this.isWhole = !this.isWhole;
    this.show();
  }

  #showMemos() {
    const { r } = this, passage = r.passages.current, part = this.parts.memos;
    const memos = passage ? r.opened.memosOn(passage.start, passage.end) : [];
    part.hidden = !memos.length;
    part.replaceChildren(el("h2", {}, say("Memos")), ...memos.map(one => el("div", { class: "memo" },
      el("p", { dir: "auto", translate: "no" }, one.text), el("small", {}, name(one.coder)),
      one.coder === r.who && button(say("Change"), () => r.tools.memo(null, one), { kind: "quiet" }))));
  }
}

function passages(head, byLanguage) {
  const said = byLanguage?.[language()] ?? [], others = Object.entries(byLanguage ?? {}).find(([, list]) => list.length);
  const [lang, list] = said.length ? [language(), said] : others ?? ["", []];
  return list.length ? [el("h3", {}, head), el("ul", {}, list.slice(0, 3).map(one => el("li", { dir: "auto", lang: lang || null }, one)))] : [];
}
