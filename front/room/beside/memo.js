// A note on a coding, on words, or on the passage.
import { button, el, field } from "../../base/dom.js";
import { say } from "../../base/words.js";

/** Ask for a memo: `about` says what it is on, `values` is what the act takes; `before` is an earlier memo. */
export function memoForm(reading, { about, values, before }) {
  const text = field({ rows: "5", "aria-label": say("Memo"), "aria-keyshortcuts": "Control+Enter", value: before?.text ?? reading.drafts.get(about) ?? "" }, "textarea");
  const leave = () => { reading.drafts.set(about, text.value); reading.side.close(); };
  const keep = async () => {
    if (!text.value.trim()) return leave();
    reading.side.close();
    reading.drafts.delete(about);
    const kept = await reading.doing.memo({ ...values, text: text.value, ...(before ? { instead_of: before.id } : {}) });
    if (!kept) reading.drafts.set(about, text.value);
  };
  text.addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); reading.attempt(keep); }
    if (event.key === "Escape") { event.stopPropagation(); leave(); }
  });
  return el("form", { class: "tool", onsubmit: event => { event.preventDefault(); reading.attempt(keep); } },
    el("h2", {}, say("Memo")), el("p", { class: "soft", dir: "auto", translate: "no" }, about), text,
    el("span", { class: "row" }, el("button", { type: "submit", class: "main" }, say("Keep the memo")), button(say("Leave"), leave)),
    el("small", { class: "soft" }, say("Ctrl+Enter keeps it, Esc leaves.")));
}
