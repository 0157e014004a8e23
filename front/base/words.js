// What pages say: English in the source, and other languages from the catalogue of the library.

let known = {}, spoken = "en";

export const language = () => spoken;

/** Take the words of a language: { "English text": ["texte"], … }. */
export function speak(name, words) { spoken = name; known = words; }

const filled = (text, fields) => text.replace(/\{([a-z][a-z0-9_]*)\}/g, (_, one) => fields[one] ?? "");

/** Say a text, with fields in braces by name. */
export function say(text, fields = {}) { return filled(known[text]?.[0] ?? text, fields); }

/** Say a text with a number {n}, in one of two forms. */
export function sayMany(one, many, n, fields = {}) {
  const single = spoken === "fr" ? n < 2 : n === 1;
  const forms = known[one] ?? [one, many];
  return filled(forms[single ? 0 : 1] ?? forms[0], { n: number(n), ...fields });
}

/** A number as it is written here. */
export function number(value, digits = 0) {
  return new Intl.NumberFormat(spoken, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** A share as percent. */
export const percent = share => new Intl.NumberFormat(spoken, { style: "percent" }).format(share);

/** A time, as the trail of the study writes it, as it is said here. */
export const moment = text => new Intl.DateTimeFormat(spoken, { dateStyle: "medium", timeStyle: "short" }).format(new Date(text));
