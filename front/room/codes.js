// The codes of the study: found by a few letters in either language, and nine of them at hand by number.
import { language } from "../base/words.js";

const AT_HAND = 9, FOUND = 8;

/** Words without case and accents. */
export const folded = words => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** What is said in the language of the page, else in another. */
export const inLanguage = said => said?.[language()] || Object.values(said ?? {}).find(Boolean) || "";

export class Codes {
  constructor(told) {
    this.all = told.codes;
    this.codebook = told.codebook;
    this.byId = new Map(told.codes.map(one => [one.id, one]));
    this.usable = told.codes.filter(one => !one.retired);
    this.atHand = [];
    this.used = new Map(); // when each was used last
    this.clock = 0;
  }

  /** Take the codes anew, after the codebook was changed; what is at hand stays. */
  take(told) {
    const { atHand, used, clock } = this;
    Object.assign(this, new Codes(told), { used, clock });
    this.atHand = atHand.filter(id => this.byId.has(id));
  }

  name(id) { return inLanguage(this.byId.get(id)?.name) || id; }

  colour = id => this.byId.get(id)?.colour || "#6b7680";

  /** The codes above a code, from the top. */
  above(id) {
    const found = [];
    for (let one = this.byId.get(id)?.parent; one && found.length < 9; one = this.byId.get(one)?.parent) found.unshift(one);
    return found;
  }

  isWithin(id, theme) { return id === theme || this.above(id).includes(theme); }

  /** Have codes at hand by number before any was used: those used most, then the first ones. */
  begin(ids) {
    const often = new Map();
    for (const id of ids) often.set(id, (often.get(id) ?? 0) + 1);
    const sorted = [...often].sort((x, y) => y[1] - x[1]).map(([id]) => id);
    const first = this.usable.filter(one => one.parent).map(one => one.id);
    for (const id of [...sorted, ...first, ...this.usable.map(one => one.id)])
      if (this.atHand.length < AT_HAND && this.byId.has(id) && !this.atHand.includes(id)) this.atHand.push(id);
  }

  /** A code was used: it keeps its number, or takes that of the one not used for longest. */
  use(id) {
    this.used.set(id, this.clock += 1);
    if (this.atHand.includes(id)) return;
    if (this.atHand.length < AT_HAND) { this.atHand.push(id); return; }
    const times = this.atHand.map(one => this.used.get(one) ?? 0);
    let oldest = AT_HAND - 1;
    times.forEach((time, i) => { if (time < times[oldest]) oldest = i; });
    this.atHand[oldest] = id;
  }

  /** The codes that some letters mean, the likeliest first. */
  find(typed) {
    const wanted = folded(typed.trim());
    if (!wanted) return this.atHand.slice();
    return this.usable.map(one => [this.#rank(one, wanted), one.id]).filter(([rank]) => rank < 9)
      .sort((x, y) => x[0] - y[0]).slice(0, FOUND).map(([, id]) => id);
  }

  #rank(one, wanted) {
    const names = Object.values(one.name).filter(Boolean).map(folded), own = folded(inLanguage(one.name)), id = folded(one.id);
    const near = this.used.has(one.id) ? .5 : 0;
    if (own.startsWith(wanted)) return 0 - near;
    if (id === wanted || names.some(name => name.startsWith(wanted))) return 1 - near;
    if (id.startsWith(wanted) || [...id.split(/[._-]/), ...names.flatMap(name => name.split(/[^\p{L}\p{N}]+/u))].some(part => part.startsWith(wanted))) return 2 - near;
    return names.some(name => name.includes(wanted)) || id.includes(wanted) ? 3 - near : 9;
  }

  /** Whether a code is called just that. */
  named(typed) {
    const wanted = folded(typed.trim());
    return this.all.find(one => folded(one.id) === wanted || Object.values(one.name).some(name => folded(name) === wanted));
  }
}
