// Calls of the library: a name and values, an answer; over HTTP, or through a kernel in a notebook.
import { language } from "./words.js";

/** A call that was refused, with the words of the library. */
export class Refused extends Error {}

/** Nobody answers: the desk, or the kernel, was stopped. `words` say more, if more is known. */
export class CutOff extends Error {
  constructor(problem, words = "") { super(problem); this.words = words; }
}

/** Ask over HTTP; `coder()` says who asks. */
export function overHttp(coder) {
  return async (name, values = {}) => {
    let response, text;
    try {
      response = await fetch("/api/" + name, {
        method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ values, coder: coder(), language: language() }),
      });
      text = await response.text();
    } catch (error) { throw new CutOff(String(error)); }
    let told;
    try { told = JSON.parse(text); }
    catch {  // not the page's own desk any more, or the gate: its words
      if (response.status === 403) throw new CutOff(text, text);
      throw new Refused(text);
    }
    if (told.refused !== undefined) throw new Refused(told.refused);
    return told.answer;
  };
}
