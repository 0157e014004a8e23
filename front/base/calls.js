// Calls of the library: a name and values, an answer; over HTTP, or through a kernel in a notebook.
import { language } from "./words.js";

/** A call that was refused, with the words of the library. */
export class Refused extends Error {}

/** Nobody answers: the desk, or the kernel, was stopped. */
export class CutOff extends Error {}

/** Ask over HTTP; `coder()` says who asks. */
export function overHttp(coder) {
  return async (name, values = {}) => {
    let response, told;
    try {
      response = await fetch("/api/" + name, {
        method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ values, coder: coder(), language: language() }),
      });
      told = await response.json();
    } catch (error) { throw new CutOff(String(error)); }
    if (told.refused !== undefined) throw new Refused(told.refused);
    return told.answer;
  };
}
