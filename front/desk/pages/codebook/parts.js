// Small parts of the codebook pages.
import { el, field, name } from "../../../base/dom.js";
import { language, say } from "../../../base/words.js";

/** Put children into an element; what is nothing is left out. */
export const put = (root, ...children) => { root.append(...el("div", {}, children.flat(Infinity)).childNodes); return root; };

/** The name of a code in the language that is spoken, else in any. */
export const called = code => code.name?.[language()] || Object.values(code.name ?? {})[0] || code.label || code.id;

export const pathOf = code => "/codebook/" + encodeURIComponent(code);

/** A spot of a code's colour. */
export function swatch(colour) {
  const made = el("span", { class: "swatch", "aria-hidden": "true" });
  made.style.setProperty("background", colour);
  return made;
}

/** What a language is called. */
export function languageName(code) {
  try { return new Intl.DisplayNames([language()], { type: "language" }).of(code); } catch { return code; }
}

/** A choice of a code; `first` are the words of no code. */
export function codeChoice(book, { first, value = "", without = [], label, onchange } = {}) {
  const kept = book.codes.filter(code => !without.includes(code.id));
  return el("select", { "aria-label": label, translate: "no", onchange },
    first !== undefined && el("option", { value: "" }, first),
    kept.map(code => el("option", { value: code.id, selected: code.id === value },
      "\u2003".repeat(code.depth) + called(code))));
}

/** A language of the codebook to choose. */
export function languageChoice(languages, value, onchange) {
  return el("select", { "aria-label": say("Language"), onchange },
    languages.map(one => el("option", { value: one, selected: one === value }, languageName(one))));
}

/** One field a language: returns { root, value() }. */
export function texts(label, languages, given, { long = false } = {}) {
  const fields = languages.map(one => [one, field({ value: given?.[one] ?? "", lang: one, maxlength: "20000", rows: "3" }, long ? "textarea" : "input")]);
  return {
    root: el("fieldset", { class: "texts" }, el("legend", {}, label),
      fields.map(([one, input]) => el("label", {}, el("span", {}, languageName(one)), input))),
    value: () => Object.fromEntries(fields.map(([one, input]) => [one, input.value])),
    first: fields[0]?.[1],
  };
}

/** A passage with the words around it, its words marked, and the way to it. */
export function passage(one, extra) {
  return el("li", { class: "passage" },
    el("p", { lang: one.language || null, dir: "auto" }, one.before, el("mark", {}, one.words), one.after),
    el("p", { class: "row soft" },
      one.transcript && el("a", { href: `/read/${encodeURIComponent(one.transcript)}#${one.start}-${one.end}` }, name(one.transcript)), extra));
}

/** Letters alone, for searching: accents and case aside. */
export const folded = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
