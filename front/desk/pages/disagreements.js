import { el } from "../../base/dom.js";
import { say } from "../../base/words.js";

export const title = () => say("Disagreements");

export async function open(page) {
  page.root.append(el("h1", {}, title()));
}
