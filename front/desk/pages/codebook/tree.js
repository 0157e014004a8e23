// All codes as a tree, with what is counted of each, and a field that finds them.
import { el, field, name } from "../../../base/dom.js";
import { number, say, sayMany } from "../../../base/words.js";
import { called, folded, pathOf, put, swatch } from "./parts.js";

const kept = { sought: "", top: 0 }; // while one goes from code to code

/** Show the tree; returns what marks codes whose examples fail. */
export function tree(root, book, current) {
  const list = el("ul", { class: "tree" }), items = new Map();
  for (const code of book.codes) {
    const item = { code, li: row(book, code, current), below: el("ul") };
    items.set(code.id, item);
    (items.get(code.parent)?.below ?? list).append(item.li);
    item.li.append(item.below);
  }
  for (const item of items.values()) if (!item.below.childElementCount) item.below.remove();
  const found = el("p", { class: "soft", role: "status" });
  const sought = field({ type: "search", value: kept.sought, placeholder: say("Find a code"), "aria-label": say("Find a code"),
    oninput: () => { kept.sought = sought.value; narrow(); } });
  const narrow = () => {
    const words = folded(kept.sought).split(/\s+/).filter(Boolean), shown = new Set();
    for (const { code } of items.values()) {
      const text = folded([code.id, ...Object.values(code.name), ...Object.values(code.definition)].join(" "));
      if (code.id !== current && !words.every(word => text.includes(word))) continue;
      for (let one = code; one; one = items.get(one.parent)?.code) shown.add(one.id);
    }
    for (const [id, { li }] of items) li.hidden = !shown.has(id);
    found.textContent = words.length ? sayMany("{n} code with those above it", "{n} codes with those above them", shown.size)
      : sayMany("{n} code", "{n} codes", items.size);
  };
  put(root,
    el("p", { class: "row" }, el("a", { href: "/codebook?view=new" }, say("New code")), el("a", { href: "/codebook?view=history" }, say("History")),
      el("a", { href: "/codebook?view=file" }, say("File"))),
    sought, found, book.own_only && el("p", { class: "note" }, say("You read blind: only your own codings are counted.")),
    el("p", { class: "heads soft", "aria-hidden": "true" }, el("span", {}, say("by people")), el("span", {}, say("by machines"))), list);
  narrow();
  list.addEventListener("scroll", () => { kept.top = list.scrollTop; });
  list.scrollTop = kept.top;
  list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  return failing => {
    for (const [id, count] of Object.entries(failing)) {
      const words = sayMany("{n} example is not as it should be", "{n} examples are not as they should be", count);
      items.get(id)?.li.querySelector(".line").append(el("span", { class: "failing", title: words, "aria-label": words, role: "img" }, "!"));
    }
  };
}

function row(book, code, current) {
  const own = sayMany("{n} coding", "{n} codings", code.people), told = sayMany("{n} coder", "{n} coders", code.coders);
  const below = code.below.people ? " " + say("({n} with those below)", { n: number(code.people + code.below.people) }) : "";
  const link = (count, words) => count ? el("a", { class: "number", href: pathOf(code.id) + "?view=passages", title: words, "aria-label": words }, number(count)) : el("span", { class: "number soft" }, "");
  return el("li", {}, el("div", { class: "line" }, swatch(code.colour),
    el("a", { class: "to", href: pathOf(code.id), "aria-current": code.id === current ? "page" : null }, name(called(code))),
    link(code.people, `${called(code)}: ${own}, ${told}${below}`),
    link(code.machines, `${called(code)}: ` + sayMany("{n} by machines", "{n} by machines", code.machines))));
}
