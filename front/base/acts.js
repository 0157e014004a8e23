// What a person does leaves in order and waits until the study has it; without an answer it is sent again, under its id.
import { CutOff } from "./calls.js";
import { say, sayMany } from "./words.js";

const AT_ONCE = 20, FIRST_WAIT = 500, LONGEST_WAIT = 8000, STOPPED_AFTER = 4;

/** An id that no other act has. */
export const newActId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(one => one.toString(16).padStart(2, "0")).join("");
};

/** The acts of one page. `onState(words, { waiting, failing, stopped })` is told whenever that changes. */
export class Acts {
  #ask; #queue; #onState; #waiting = []; #busy = false; #failed = 0; #limit = AT_ONCE; #timer = 0; #closing = false;
  line = 0;

  constructor(ask, { queue = "", onState = () => {} } = {}) {
    this.#ask = ask; this.#queue = queue; this.#onState = onState;
    addEventListener("focus", this.#again);
    addEventListener("online", this.#again);
    addEventListener("beforeunload", this.#warn);
  }

  /** Send acts, each { do, … } with or without an `act`; returns what became of each, in order. */
  send(...acts) {
    const answers = acts.map(one => new Promise(answered => {
      this.#waiting.push({ told: { act: newActId(), ...one }, answered });
    }));
    this.#say();
    this.#pump();
    return Promise.all(answers);
  }

  /** What is not known to be in the study. */
  get unsaved() { return this.#waiting.map(one => one.told); }

  /** Nothing new comes; what waits still leaves, and then nobody listens any more. */
  close() { this.#closing = true; this.#rest(); }

  #rest() {
    if (!this.#closing || this.#waiting.length) return;
    clearTimeout(this.#timer);
    removeEventListener("focus", this.#again);
    removeEventListener("online", this.#again);
    removeEventListener("beforeunload", this.#warn);
  }

  #again = () => { clearTimeout(this.#timer); this.#pump(); };

  #warn = event => { if (this.#waiting.length) event.preventDefault(); };

  async #pump() {
    if (this.#busy || !this.#waiting.length) return;
    this.#busy = true;
    const batch = this.#waiting.slice(0, this.#limit);
    let done = null;
    try {
      const told = await this.#ask("acts", { acts: batch.map(one => one.told), queue: this.#queue });
      this.line = told.line;
      done = told.done;
      this.#limit = AT_ONCE;
    } catch (error) { done = this.#without(batch, error); }
    this.#busy = false;
    if (done) this.#take(batch, done); else this.#failed += 1;
    this.#say();
    if (this.#waiting.length) {
      const wait = this.#failed ? Math.min(FIRST_WAIT * 2 ** (this.#failed - 1), LONGEST_WAIT) : 0;
      this.#timer = setTimeout(() => this.#pump(), wait);
    }
    this.#rest();
  }

  /** No answer: null, to be sent again. A refusal of several: one by one, so that one does not hold up the rest. */
  #without(batch, error) {
    if (error instanceof CutOff) return null;
    if (batch.length > 1) { this.#limit = 1; return []; }
    return [{ act: batch[0].told.act, line: 0, records: [], repeated: false, refused: error.message || String(error) }];
  }

  #take(batch, done) {
    this.#failed = 0;
    this.#waiting.splice(0, done.length);
    done.forEach((one, i) => batch[i].answered(one));
  }

  #say() {
    const waiting = this.#waiting.length, stopped = this.#failed >= STOPPED_AFTER;
    const words = !waiting ? say("All in the study")
      : stopped ? sayMany("The desk was stopped: open it again. {n} act is not in the study",
        "The desk was stopped: open it again. {n} acts are not in the study", waiting)
      : this.#failed ? sayMany("{n} act is not yet in the study: trying again", "{n} acts are not yet in the study: trying again", waiting)
      : sayMany("{n} act is on the way", "{n} acts are on the way", waiting);
    this.#onState(words, { waiting, failing: this.#failed > 0, stopped });
  }
}
