// The transcript among those that were chosen: the one before, the one behind, and the list of them.
import { button, el, name } from "../../base/dom.js";
import { number, say, sayMany } from "../../base/words.js";
import { Chosen, addressOf } from "./chosen.js";

/** What a thing that is stated of transcripts is called. */
export const heading = key => ({ words: say("Words"), language: say("Language") })[key] ?? key.replaceAll("_", " ");

let wasOpen = false; // the list, in the transcript before

export class Among {
  /** `among` is { query, keep(query) }: what the address says, and what is to keep it there. */
  constructor(reading, among) {
    this.r = reading;
    this.among = among;
    this.node = el("nav", { class: "among", "aria-label": say("Transcripts"), hidden: true });
    this.list = el("ol", { class: "list", tabindex: "0", "aria-label": say("Transcripts") });
    this.count = el("summary", {});
    this.fold = el("details", { class: "transcripts-beside", hidden: true, open: wasOpen, ontoggle: () => { wasOpen = this.fold.open; this.#showList(); } }, this.count, this.list);
  }

  async load() {
    const { rows } = await this.r.ask("stated");
    if (this.r.closed) return;
    this.chosen = new Chosen(rows, this.among.query);
    this.show();
  }

  /** Go to the transcript behind or before this one. */
  go(by) {
    const id = this.next(by);
    if (!id) return this.r.tell(by > 0 ? say("This is the last transcript.") : say("This is the first transcript."));
    return this.r.go(addressOf(id, this.chosen));
  }

  next(by) { return this.chosen?.after(this.r.opened.id, by) ?? null; }

  /** Choose by something, or by nothing any more. */
  set(key, value) {
    this.chosen.set(key, value);
    this.among.keep(this.chosen.query);
    this.show();
  }

  clear() { [...this.chosen?.wanted.keys() ?? []].forEach(key => this.set(key, "")); }

  show() {
    const { chosen, r } = this, { ids } = chosen, place = ids.indexOf(r.opened.id) + 1;
    const step = (words, by, key) => r.button(words, () => this.go(by), { key, disabled: !this.next(by) });
    this.node.replaceChildren(
      el("span", {}, place ? say("Transcript {n} of {of}", { n: number(place), of: number(ids.length) }) : sayMany("not among the {n} chosen", "not among the {n} chosen", ids.length)),
      step(say("Previous transcript"), -1, "P"), step(say("Next transcript"), 1, "N"),
      ...[...chosen.wanted].map(([key, value]) => button([name(`${heading(key)}: ${value}`), el("span", { "aria-hidden": "true" }, " ×")], () => this.#takeOff(key),
        { kind: "chosen", "aria-label": say("{what}: take this filter off", { what: `${heading(key)}: ${value}` }) })));
    this.count.textContent = sayMany("{n} transcript", "{n} transcripts", ids.length);
    this.node.hidden = this.fold.hidden = chosen.all.length < 2;
    this.#showList();
  }

  #takeOff(key) {
    this.set(key, "");
    (this.node.querySelector(".chosen") ?? this.r.room.root).focus({ preventScroll: true });
  }

  #showList() { // made only when somebody wants to see it
    if (!this.fold.open || !this.chosen) return this.list.replaceChildren();
    this.list.replaceChildren(...this.chosen.ids.map(id => el("li", {}, el("a", {
      href: addressOf(id, this.chosen), "aria-current": id === this.r.opened.id ? "page" : null }, name(id)))));
    this.list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  /** Fields to choose by, as in the list of transcripts. */
  fields() {
    if (!this.chosen) return null;
    const fields = this.chosen.keys.map(key => [key, this.chosen.choices(key)]).filter(([, values]) => values.length).map(([key, values]) => {
      const select = el("select", { "data-key": key, onchange: event => this.set(key, event.target.value) },
        el("option", { value: "" }, say("all")), values.map(value => el("option", { value }, value)));
      select.value = this.chosen.wanted.get(key) ?? "";
      return el("label", { class: "wide" }, el("span", {}, heading(key)), select);
    });
    return fields.length ? el("details", { open: this.chosen.wanted.size > 0 }, el("summary", {}, say("Which transcripts")), fields) : null;
  }
}
