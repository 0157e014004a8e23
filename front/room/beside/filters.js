// Which codings are drawn and listed: by code or theme, by what became of them, by whose they are, by who speaks.
import { button, el } from "../../base/dom.js";
import { say } from "../../base/words.js";

export class Filter {
  code = ""; status = ""; coder = ""; speaker = "";

  constructor(codes) { this.codes = codes; }

  get isOn() { return Boolean(this.code || this.status || this.coder || this.speaker); }

  #carries(one) { return !this.code || this.codes.isWithin(one.code, this.code); }

  /** Whether a coding is shown. */
  shows(one, own) {
    return this.#carries(one) && (!this.coder || one.coder === this.coder) && {
      "": true, own, others: !own, advice: one.status === "suggested", memo: Boolean(one.memo),
    }[this.status];
  }

  showsAdvice(one) { return this.#carries(one) && !this.coder && (!this.status || this.status === "advice"); }

  /** Whether a turn is shown when only those with such codes are to be seen. */
  showsTurn(turn, marks) {
    if (this.speaker && turn.speaker !== this.speaker) return false;
    return !(this.code || this.status || this.coder) || marks.length > 0;
  }

  clear() { this.code = this.status = this.coder = this.speaker = ""; }
}

/** Ask what is to be shown; `onChange()` after each choice. */
export function filterForm(reading, onChange) {
  const { filter, codes, opened, room } = reading;
  const used = new Set([...opened.codings.values(), ...opened.advice].map(one => one.code));
  const within = codes.all.filter(one => [...used].some(id => codes.isWithin(id, one.id)));
  const choices = {
    code: [say("Code or theme"), [["", say("all codes")], ...within.map(one => [one.id, `${"  ".repeat(codes.above(one.id).length)}${codes.name(one.id)}`])]],
    status: [say("Status"), [["", say("all")], ["own", say("coded by you")], ["others", say("coded by others")], ["advice", say("suggested, not answered")], ["memo", say("with a memo")]]],
    coder: [say("Coder"), [["", say("everybody")], ...[...new Set([...opened.codings.values()].map(one => one.coder))].sort().map(one => [one, one])]],
    speaker: [say("Who speaks"), [["", say("everybody")], ...[...new Set(room.turns.map(one => one.speaker))].filter(Boolean).map(one => [one, one])]],
  };
  const selects = Object.entries(choices).map(([key, [words, options]]) => {
    const select = el("select", { onchange: event => { filter[key] = event.target.value; onChange(); } }, options.map(([value, text]) => el("option", { value }, text)));
    select.value = filter[key];
    return el("label", { class: "wide" }, el("span", {}, words), select);
  });
  const which = reading.among?.fields();
  const clear = () => {
    filter.clear();
    reading.among?.clear();
    [...selects, which].forEach(one => one?.querySelectorAll("select").forEach(select => { select.value = ""; }));
    onChange();
  };
  return el("form", { class: "tool", onkeydown: event => { if (event.key === "Escape") reading.side.close(); }, onsubmit: event => event.preventDefault() },
    el("h2", {}, say("Filter")), selects, which ?? "",
    el("span", { class: "row" }, button(say("Close"), () => reading.side.close(), { kind: "main" }), button(say("Show everything"), clear)));
}
