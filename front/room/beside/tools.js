// What opens beside the text on a key or a button: memo, filter, search, new code, correction, refusals.
import { button, el, name } from "../../base/dom.js";
import { say } from "../../base/words.js";
import { correctForm, unplacedList } from "./correct.js";
import { fieldsForm } from "./fields.js";
import { filterForm } from "./filters.js";
import { memoForm } from "./memo.js";
import { newCodeForm } from "./newcode.js";
import { searchForm } from "./search.js";

const LETTERS = 60;

export class Tools {
  constructor(reading) { this.r = reading; }

  /** A memo on a coding, on the chosen words, or on the passage. */
  memo(coding = this.r.opened.codings.get(this.r.cursor), before) {
    const { r } = this, { opened } = r;
    if (before) return r.side.open(memoForm(r, { about: say("The memo as it is now"), values: this.#about(before), before }));
    if (coding?.id) return r.side.open(memoForm(r, { about: this.#short(`${r.codes.name(coding.code)}: `, coding), values: { coding: coding.id } }));
    const points = r.words.points ?? { start: r.passages.current.start, end: r.passages.current.end };
    r.words.keep();
    r.side.open(memoForm(r, { about: this.#short("", points), values: { transcript: opened.id, ...points } }));
  }

  #about(memo) {
    return memo.on ? { coding: memo.on } : { transcript: this.r.opened.id, start: memo.start, end: memo.end };
  }

  #short(begins, { start, end }) {
    const said = this.r.text(start, end);
    return begins + (said.length > LETTERS ? said.slice(0, LETTERS) + "…" : said);
  }

  newCode(called) {
    const { r } = this, { start, end } = r.words.points ?? r.passages.current;
    r.side.open(newCodeForm(r, { called, points: { start, end } }));
  }

  fields(code, points) {
    const { r } = this;
    const form = fieldsForm(r.codes.byId.get(code).fields, {}, values => {
      r.side.close();
      r.choose(points);
      r.attempt(() => r.doing.code(code, values));
    }, { save: say("Code"), onLeave: () => r.side.close() });
    r.words.keep();
    r.side.open(el("div", { class: "tool" }, el("h2", {}, name(r.codes.name(code))), form));
  }

  filter() { this.r.side.open(filterForm(this.r, () => { this.r.changed(); this.r.showTurns(); })); }

  search() { this.r.words.keep(); this.r.side.open(searchForm(this.r)); }

  correct() { this.r.side.open(correctForm(this.r)); }

  unplaced() { this.r.side.open(unplacedList(this.r)); }

  /** What became of a coding: itself, else what stands on just its words, else on some of them. */
  #nowOf({ id, start, end }) {
    const here = this.r.opened.on(start, end);
    return here.find(one => one.id === id) ?? here.find(one => one.start === start && one.end === end) ?? here[0];
  }

  /** What the study refused, with both versions where somebody else decided meanwhile. */
  refusal(words, { mine, coding, values }) {
    const { r } = this, now = coding && this.#nowOf(coding);
    const again = () => {
      r.side.close();
      if (!now) return r.doing.code(coding.code);
      r.cursor = now.key;
      return values ? r.doing.change(now, values) : r.doing.uncode();
    };
    const versions = mine && [
      el("h3", {}, say("Yours")), el("p", { dir: "auto" }, mine),
      el("h3", {}, say("Now in the study")), el("p", { dir: "auto" }, now ? `${r.codes.name(now.code)} “${r.text(now.start, now.end)}” · ${now.coder}` : say("It does not stand any more.")),
    ];
    r.side.open(el("div", { class: "tool refusal", role: "alert" }, el("h2", {}, say("Not done")), el("p", {}, words), versions,
      el("span", { class: "row" }, button(versions ? say("Leave it as it is now") : say("Seen"), () => r.side.close(), { kind: "main" }),
        versions && now && r.button(say("Do mine all the same"), again))));
  }
}
