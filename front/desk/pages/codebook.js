/* The codebook: the tree on one side, a code on the other. */
import { button, el } from "../../base/dom.js";
import { say } from "../../base/words.js";
import { lastDone } from "./codebook/change.js";
import { code } from "./codebook/code.js";
import { added, files, history, nothing } from "./codebook/history.js";
import { tree } from "./codebook/tree.js";

export const title = () => say("Codebook");

const LOOK = 15000; // ms between looks whether somebody else changed it

export async function open(page) {
  const book = await page.ask("codebook_tree");
  const id = page.parts[0], view = page.query.get("view");
  const side = el("aside", { "aria-label": say("Codes") }), told = el("div"), main = el("div", { class: "one" });
  page.root.classList.add("panes");
  page.root.classList.toggle("inside", Boolean(id || view));
  page.root.append(side, el("div", {}, told, main));
  const mark = tree(side, book, id);
  const done = lastDone(page, book);
  if (done) told.append(done);
  let close;
  if (id) close = await code(page, main, book, id);
  else if (view === "history") await history(page, main, book);
  else if (view === "new") added(page, main, book);
  else if (view === "file") files(page, main, book);
  else nothing(page, main, book);
  told.querySelector(".done")?.focus();
  if (!view) page.ask("check_examples").then(answer => mark(answer.failing), () => {});
  const look = async () => {
    if (document.hidden) return;
    const now = await page.ask("codebook_now").catch(() => null);
    if (!now || now.seen === book.seen || told.querySelector(".changed")) return;
    told.append(el("p", { class: "note changed", role: "status" }, say("Somebody changed the codebook meanwhile."), " ",
      button(say("Look at it as it is now"), () => page.go(location.pathname + location.search))));
  };
  const timer = setInterval(look, LOOK);
  addEventListener("focus", look);
  return () => { clearInterval(timer); removeEventListener("focus", look); if (typeof close === "function") close(); };
}
