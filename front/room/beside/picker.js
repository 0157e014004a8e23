// The field for a code: a few letters, and the codes that fit; nine codes are at hand by number.
import { button, el, field } from "../../base/dom.js";
import { say } from "../../base/words.js";

let fields = 0;

/** A field and its list; `onPick(code)`, `onNew(words)` for a code that is not there, `onLeave()`. */
export class Picker {
  constructor(codes, { onPick, onNew, onLeave, onFocus }) {
    Object.assign(this, { codes, onPick, onNew, onLeave });
    const id = `civic-codes-${fields += 1}`;
    this.list = el("ul", { id, role: "listbox", class: "found", hidden: true, "aria-label": say("Codes") });
    this.input = field({
      id: id + "-field", role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list",
      "aria-keyshortcuts": "C", placeholder: say("two letters…"), class: "code-field",
      onfocus: () => { onFocus(); this.show(); }, oninput: () => this.show(), onkeydown: event => this.#pressed(event),
      onblur: () => this.#hide(),
    });
    this.label = el("label", { for: id + "-field" });
    this.hand = el("ol", { class: "at-hand", "aria-label": say("Codes at hand") });
    this.node = el("div", { class: "picker" }, el("div", { class: "pick" }, this.label, this.input, this.list), this.hand);
    this.says(false);
    this.showAtHand();
  }

  /** Say what is coded: the words that are selected, or the passage. */
  says(words) { this.label.textContent = words ? say("Code the selected words") : say("Code this passage"); }

  open() { this.input.value = ""; this.input.focus(); }

  showAtHand() {
    this.hand.replaceChildren(...this.codes.atHand.map((id, i) => el("li", {}, this.#chip(button([
      el("kbd", { "aria-hidden": "true" }, String(i + 1)), " ", el("bdi", { translate: "no" }, this.codes.name(id)),
    ], () => this.onPick(id), { key: String(i + 1), title: this.codes.name(id) }), id))));
  }

  #chip(node, id) { node.style.setProperty("--c0", this.codes.colour(id)); node.classList.add("chip"); return node; }

  show() {
    const typed = this.input.value.trim(), found = this.codes.find(typed);
    this.options = found.map(id => ({ id, pick: () => this.#pick(id) }));
    if (typed && !this.codes.named(typed)) this.options.push({ id: "", pick: () => { this.input.value = ""; this.#hide(); this.onNew(typed); } });
    this.list.replaceChildren(...this.options.map((one, i) => this.#option(one, i, typed)));
    this.list.hidden = !this.options.length;
    this.#activate(typed ? 0 : -1);
    this.input.setAttribute("aria-expanded", String(this.options.length > 0));
  }

  #option(one, i, typed) {
    const above = this.codes.above(one.id).map(id => this.codes.name(id)).join(" › ");
    const words = one.id ? [el("bdi", { translate: "no" }, this.codes.name(one.id)), above && el("small", {}, " ‹ ", el("bdi", { translate: "no" }, above))]
      : [say("New code: {name}", { name: typed })];
    const option = el("li", {
      id: `${this.list.id}-${i}`, role: "option", class: one.id ? "chip" : "chip new",
      onmousedown: event => { event.preventDefault(); one.pick(); },
    }, words);
    if (one.id) option.style.setProperty("--c0", this.codes.colour(one.id));
    return option;
  }

  #activate(at) {
    this.at = at;
    [...this.list.children].forEach((one, i) => one.setAttribute("aria-selected", String(i === at)));
    if (at < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${at}`);
    this.list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  #hide() {
    this.list.replaceChildren();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  #pick(id) { this.input.value = ""; this.#hide(); this.onPick(id); }

  #pressed(event) {
    if (event.isComposing) return;
    const many = this.options?.length ?? 0, by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") this.options?.[this.at]?.pick();
    else if (event.key === "Escape") { this.input.value = ""; this.#hide(); this.onLeave(); }
    else if (by && many) this.#activate((this.at + by + many) % many);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
