// Undo and redo: what this coder did last is taken back whole, and brought back; also after the page was loaded anew.
import { newActId } from "../base/acts.js";
import { say } from "../base/words.js";

export class Past {
  constructor(reading) {
    this.r = reading;
    this.done = []; // { acts: ids, say, transcript, start }
    this.undone = []; // the same, with the ids of the undos
  }

  /** Take what the study knows: the latest first. */
  async load() {
    const told = await this.r.ask("undoable");
    const last = told.findIndex(entry => entry.does !== "undo"), undone = last < 0 ? told : told.slice(0, last);
    const one = ({ act, say: words, transcript, start }) => ({ acts: [act], say: words, transcript, start });
    this.done = told.filter(entry => entry.does !== "undo").reverse().map(one);
    this.undone = undone.reverse().map(entry => ({ ...one(entry), acts: [], undos: [entry.act] }));
  }

  add(entry) {
    this.done.push(entry);
    this.undone = [];
  }

  async undo() {
    const last = this.done.pop();
    if (!last) return this.r.tell(say("Nothing is left to take back."));
    const undos = last.acts.toReversed().map(of => ({ act: newActId(), do: "undo", of }));
    const answers = await this.r.send(...undos);
    const refused = answers.find(one => one.refused);
    if (refused) return this.r.refused(refused.refused);
    this.undone.push({ ...last, undos: undos.map(one => one.act) });
    await this.#back(last, say("Taken back: {what}", { what: last.say }));
  }

  async redo() {
    const last = this.undone.pop();
    if (!last) return this.r.tell(say("Nothing was taken back that could be done again."));
    const answers = await this.r.send(...last.undos.toReversed().map(of => ({ do: "undo", of })));
    const refused = answers.find(one => one.refused);
    if (refused) return this.r.refused(refused.refused);
    if (last.acts.length) this.done.push({ acts: last.acts, say: last.say, transcript: last.transcript, start: last.start });
    else await this.load(); // of before this page: the study knows what stands again
    await this.#back(last, say("Done again: {what}", { what: last.say }));
  }

  async #back(entry, words) {
    this.r.tell(words);
    await this.r.again({ queue: true });
    if (entry.transcript) await this.r.show(entry.transcript, entry.start);
  }
}
