// The reading room: a transcript or a queue, read and coded. The desk and the notebook show the same.
import { el } from "../base/dom.js";

/** Open the reading room in an element; see the contract. Returns { close() }. */
export async function reading(root, options) {
  root.append(el("p", {}, JSON.stringify(Object.keys(options))));
  return { close() {} };
}
