// Keys of the reading room: letters act only while it has the focus, never in a field, and can be switched off.
import { button, el } from "../base/dom.js";
import { say } from "../base/words.js";

/** What each key is for, as the list of keys says it. */
const listed = () => [
  ["A", say("accept the suggestion")], ["R", say("reject the suggestion")],
  ["Enter", say("read, next passage")], ["Shift+Enter", say("reject what is open, and read")],
  ["1 – 9", say("a code at hand, on the passage or the selected words")],
  ["C", say("another code: two letters, then Enter")],
  ["← →", say("next word; with Shift more or fewer words")],
  ["S", say("next sentence; with Shift one more")],
  ["B, E", say("beginning or end of the words; then ← → move it")],
  ["↓ ↑", say("next or previous passage, without reading it")],
  ["N, P", say("next or previous transcript, of those chosen in the list")],
  ["Tab", say("next code on this passage")],
  ["X", say("take off the code under the cursor")],
  ["M", say("memo; Ctrl+Enter keeps it")],
  ["D", say("definition and examples")], ["F", say("filter")], ["/", say("search")],
  ["Ctrl+Z", say("undo")], ["Ctrl+Shift+Z", say("redo")], ["Esc", say("leave, or select nothing")], ["?", say("this list")],
];

const SETTING = "letters";
const kept = { // the browser may refuse to keep a setting
  get() { try { return sessionStorage.getItem(SETTING) !== "off"; } catch { return true; } },
  set(on) { try { sessionStorage.setItem(SETTING, on ? "on" : "off"); } catch { /* for this page alone */ } },
};

export class Keys {
  constructor(node, acts, attempt, isBusy) {
    this.letters = kept.get();
    node.addEventListener("keydown", event => this.#pressed(event, acts, attempt, isBusy));
  }

  #pressed(event, acts, attempt, isBusy) {
    if (event.altKey || event.isComposing || event.defaultPrevented) return;
    const name = this.#meant(event);
    const act = name && acts[name];
    if (!act) return;
    if (isBusy()) return event.preventDefault();
    const done = act(event);
    if (done === false) return; // it does not apply: the key is the browser's
    attempt(() => done);
    event.preventDefault();
    event.stopPropagation(); // a notebook around it has keys of its own
  }

  #meant(event) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey || event.metaKey) return key === "z" ? (event.shiftKey ? "redo" : "undo") : key === "y" ? "redo" : "";
    if (key.length > 1) return (event.shiftKey && { Enter: "ShiftEnter", Tab: "ShiftTab" }[key]) || key;
    if (!this.letters) return "";
    // Digits before letters: é è ç à are the unshifted 2 7 9 0 of AZERTY
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1] ?? (/^[1-9]$/.test(key) ? key : "");
    if (digit && !(event.shiftKey && !/^[1-9]$/.test(key))) return "digit" + digit;
    return key;
  }

  /** Show all keys. */
  help(root) {
    const close = () => { dialog.close(); dialog.remove(); };
    const letters = el("input", { type: "checkbox", checked: this.letters, onchange: event => { kept.set(this.letters = event.target.checked); } });
    const dialog = el("dialog", { class: "keys", "aria-label": say("Keys"), onclose: () => dialog.remove() },
      el("h2", {}, say("Keys")),
      el("dl", {}, listed().map(([keys, words]) => el("div", {}, el("dt", {}, el("kbd", {}, keys)), el("dd", {}, words)))),
      el("p", {}, el("label", {}, letters, " ", say("Letters and digits act while the text has the focus"))),
      button(say("Close"), close, { kind: "main" }));
    root.append(dialog);
    dialog.showModal();
  }
}
