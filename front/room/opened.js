// The transcript that is open: what stands in it, what is advised, and what is on its way to the study.

const touches = (one, start, end) => one.start < end && start < one.end;

export class Opened {
  constructor(told, who) {
    this.who = who;
    this.keys = new Map(); // the key of a coding that was shown before the study named it
    this.take(told);
  }

  /** Take what the study says now. */
  take(told) {
    this.told = told;
    this.id = told.id;
    this.revision = told.revision;
    this.codings = new Map();
    for (const row of told.codings) {
      const one = Object.fromEntries(told.columns.map((name, i) => [name, row[i]]));
      one.key = this.keys.get(one.id) ?? one.id;
      this.codings.set(one.key, one);
    }
    this.pending = Boolean(told.pending); // what machines say of it is still looked for
    if (!this.pending || !this.advice) this.advise(told.advice ?? []);
    this.memos = told.memos;
    this.others = told.others ?? [];
  }

  /** Take what machines say of it. */
  advise(told) {
    this.advice = told.map(one => ({ ...one, key: ["advice", one.code, one.origin, one.item ?? "", one.spans.join()].join(" "), answered: "" }));
  }

  isOwn(coding) { return coding.coder === this.who; }

  /** Show a coding before the study has it. */
  add(key, values) {
    this.codings.set(key, { key, id: "", coder: this.who, origin: "human", status: "accepted", score: 1, head: "", memo: "", fields: {}, ...values });
  }

  /** The study has it, and calls it so. */
  named(key, id) {
    const one = this.codings.get(key);
    if (!one || !id) return;
    one.id = id;
    this.keys.set(id, key);
  }

  /** The codings on a passage, those that begin first before others. */
  on(start, end) {
    return [...this.codings.values()].filter(one => touches(one, start, end) && one.status !== "rejected")
      .sort((x, y) => x.start - y.start || y.end - x.end);
  }

  /** The coding of who sits there of just these words, that says nothing besides. */
  same(code, start, end) {
    return [...this.codings.values()].find(one => one.code === code && one.start === start && one.end === end
      && this.isOwn(one) && one.status !== "rejected" && !Object.keys(one.fields ?? {}).length);
  }

  memosOn(start, end) {
    const here = new Set(this.on(start, end).map(one => one.id).filter(Boolean));
    const theirs = one => one.on && this.others.length > 0 && !this.codings.has(this.keys.get(one.on) ?? one.on);
    return this.memos.filter(one => (one.on && here.has(one.on)) || ((!one.on || theirs(one)) && touches(one, start, end)));
  }

  /** What others said of a passage of a queue that was opened: one entry a person who read it. */
  saidOf(start, end) { return this.others.filter(one => touches(one, start, end)); }

  /** What is asked of a passage: one question a code, however many words and machines speak for it. */
  questions(start, end, item) {
    const byCode = new Map();
    for (const one of this.advice) {
      const spans = one.spans.filter(([a, b]) => a < end && start < b);
      if (!spans.length || (item && one.item && one.item !== item)) continue;
      byCode.set(one.code, [...byCode.get(one.code) ?? [], one]);
    }
    return [...byCode].map(([code, entries]) => ({
      code, entries, key: entries[0].key,
      spans: unique(entries.flatMap(one => one.spans)),
      score: Math.max(...entries.map(one => one.score ?? 0)),
      answered: entries.every(one => one.answered) ? entries[0].answered : "",
    })).sort((x, y) => x.spans[0][0] - y.spans[0][0]);
  }

  /** What is drawn: codings, and advice that nobody answered here. */
  marks(filter, name) {
    const marks = [];
    for (const one of this.codings.values()) {
      if (one.status === "rejected" || !filter.shows(one, this.isOwn(one))) continue;
      const firm = one.status !== "suggested";
      marks.push({ key: one.key, start: one.start, end: one.end, code: one.code, firm, own: this.isOwn(one), words: `${name(one.code)} · ${one.coder}` });
    }
    for (const one of this.advice) {
      if (one.answered || !filter.showsAdvice(one)) continue;
      one.spans.forEach(([start, end], i) => marks.push({
        key: `${one.key} ${i}`, start, end, code: one.code, firm: false, own: false, words: `${name(one.code)} · ${one.origin}`,
      }));
    }
    return marks;
  }
}

function unique(spans) {
  const found = new Map(spans.map(one => [one.join("-"), one]));
  return [...found.values()].sort((x, y) => x[0] - y[0] || x[1] - y[1]);
}
