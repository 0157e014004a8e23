// Which transcripts one goes through: those chosen by words, by language, and by what is stated of them.
import { folded } from "../codes.js";

const MOST_CHOICES = 60;

export class Chosen {
  /** `rows` are [id, language, what is stated]; `query` says what was chosen, as it stands in an address. */
  constructor(rows, query) {
    this.all = rows.map(([id, language, attributes]) => ({ id, stated: { ...attributes, language }, words: folded([id, language, ...Object.values(attributes)].join(" ")) }));
    this.keys = [...new Set(rows.flatMap(row => Object.keys(row[2])))].filter(one => one !== "language").concat("language");
    this.wanted = new Map(["words", ...this.keys].map(key => [key, query.get(key) ?? ""]).filter(([, value]) => value));
  }

  /** What can be chosen by one thing that is stated: none if all are alike, or nearly none are. */
  choices(key) {
    const values = [...new Set(this.all.map(one => String(one.stated[key] ?? "")))].filter(Boolean).sort();
    return values.length < 2 || values.length > MOST_CHOICES ? [] : values;
  }

  set(key, value) {
    if (value) this.wanted.set(key, value); else this.wanted.delete(key);
  }

  #fits(one) {
    const words = folded(this.wanted.get("words") ?? "").split(/\s+/);
    return words.every(word => one.words.includes(word)) &&
      [...this.wanted].every(([key, value]) => key === "words" || String(one.stated[key] ?? "") === value);
  }

  /** The names of those that were chosen, in their order. */
  get ids() { return this.all.filter(one => this.#fits(one)).map(one => one.id); }

  /** The one that comes by so many before or after another one, be that chosen or not. */
  after(id, by) {
    const chosen = new Set(this.ids);
    for (let at = this.all.findIndex(one => one.id === id) + by; at in this.all; at += by) if (chosen.has(this.all[at].id)) return this.all[at].id;
    return null;
  }

  /** What was chosen, as it stands in an address. */
  get query() { return this.wanted.size ? "?" + new URLSearchParams([...this.wanted]) : ""; }
}

/** The address of a transcript that keeps what was chosen. */
export const addressOf = (id, chosen) => `/read/${encodeURIComponent(id)}${chosen.query}`;
