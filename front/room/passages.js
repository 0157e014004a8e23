// Where one reads: the passages of a queue, or the turns of a transcript, one after the other.

/** The passages of a queue, across transcripts. */
export class QueueOfPassages {
  constructor(told) { this.take(told); }

  take(told) {
    this.told = told;
    this.items = told.items;
    this.place ??= Math.max(0, this.items.findIndex(one => one.state === "open"));
  }

  get current() { return this.items[this.place]; }

  get key() { return this.current?.key ?? ""; }

  get read() { return this.items.filter(one => one.state === "read").length; }

  get length() { return this.items.length; }

  /** Whether nothing is left that could be read. */
  get isDone() { return this.length > 0 && this.items.every(one => one.state !== "open"); }

  /** The place after this one; reading goes to what is open, looking to the next whatever it is. */
  after(by, openOnly) {
    let place = this.place + by;
    if (openOnly) {
      while (place < this.items.length && this.items[place].state !== "open") place += 1;
      if (place >= this.items.length) place = this.items.findIndex(one => one.state === "open");
    }
    return place >= 0 && place < this.items.length ? place : null;
  }

  /** The place of words: that of the passage they are in. */
  at(transcript, start) {
    const found = this.items.findIndex(one => one.transcript === transcript && one.start <= start && start < one.end);
    return found < 0 ? null : found;
  }
}

/** The turns of one transcript: reading passes over questions, looking does not. */
export class Turns {
  constructor(transcript) {
    this.take(transcript);
    const first = this.items.findIndex(one => !one.asked);
    this.place = Math.max(0, first);
  }

  take(transcript) {
    this.items = transcript.turns.map(one => ({
      key: "", transcript: transcript.id, start: one.said ?? one.start, end: one.end, state: "turn", asked: one.role === "interviewer",
    }));
    this.place = Math.min(this.place ?? 0, Math.max(0, this.items.length - 1));
  }

  get current() { return this.items[this.place]; }

  get key() { return ""; }

  get length() { return this.items.length; }

  after(by, openOnly) {
    let place = this.place + by;
    while (openOnly && this.items[place]?.asked) place += by;
    return place >= 0 && place < this.items.length ? place : null;
  }

  at(_, start) {
    const found = this.items.findIndex(one => start < one.end);
    return found < 0 ? null : found;
  }
}
