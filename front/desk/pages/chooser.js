// A chooser of folders and files, drawn by the server: a page cannot be given a path.
import { Refused } from "../../base/calls.js";
import { button, el, field, name } from "../../base/dom.js";
import { say, sayMany } from "../../base/words.js";

/**
 * Let a person choose; returns the path, or "" if they closed it.
 * kind: "folder" (of interviews), "place" (any folder), "codebook" or "study".
 */
export function choose(page, { kind, title, at = "" }) {
  return new Promise(done => {
    const path = field({ "aria-label": say("Path of a folder"), class: "path" });
    const said = el("p", { class: "soft", role: "status" });
    const list = el("ul", { class: "inside" });
    const starts = el("div", { class: "row starts" });
    const take = button(say("Choose this folder"), () => end(here), { kind: "main" });
    const dialog = el("dialog", { class: "chooser", "aria-label": title },
      el("h2", {}, title), starts,
      el("form", { class: "row", onsubmit: event => { event.preventDefault(); look(path.value); } },
        path, el("button", {}, say("Go there"))),
      said, list,
      el("div", { class: "row" }, kind === "folder" || kind === "place" ? take : null, button(say("Close"), () => end(""))));
    let here = "", chosen = "";

    function end(answer) { chosen = answer; dialog.close(); }

    async function look(folder, focus = true) {
      let told;
      try { told = await page.ask("look_into", { folder }); }
      catch (error) {
        if (!(error instanceof Refused)) throw error;
        said.textContent = error.message;
        said.className = "problem";
        return;
      }
      here = path.value = told.path;
      said.className = "soft";
      said.textContent = [counted(told), told.more ? say("There is more here than is shown: type a path.") : ""].join(" ");
      starts.replaceChildren(...told.beginnings.map(one => button(one.name, () => look(one.path), { kind: "quiet" })));
      list.replaceChildren(...rows(told));
      if (focus) (list.querySelector("button") ?? path).focus();
    }

    function rows(told) {
      const files = kind === "study" ? told.studies : kind === "codebook" ? told.codebooks : [];
      return [
        told.above ? row(say("One folder up"), "", () => look(told.above)) : null,
        ...files.map(one => row(one.path.slice(one.folder.length).replace(/^[/\\]/, ""), say("Choose"), () => end(one.path), "file")),
        ...told.folders.map(one => row(one.name, inside(one), one.interviews === null ? null : () => look(one.path))),
      ].filter(Boolean);
    }

    function row(words, more, onclick, kind = "") {
      return el("li", {}, el("button", { type: "button", class: kind, disabled: onclick === null, onclick },
        el("span", { class: "what" }, name(words)), el("span", { class: "soft" }, more)));
    }

    function inside(one) {
      if (one.interviews === null) return say("You may not read it");
      const told = [];
      if (one.interviews) told.push(sayMany("{n} interview", "{n} interviews", one.interviews));
      if (one.studies) told.push(sayMany("{n} study", "{n} studies", one.studies));
      return told.join(", ");
    }

    function counted(told) {
      if (kind === "study") return sayMany("{n} study here.", "{n} studies here.", told.studies.length);
      if (kind === "codebook") return sayMany("{n} codebook file (.yaml) here.", "{n} codebook files (.yaml) here.", told.codebooks.length);
      return sayMany("{n} file here can be read as an interview.", "{n} files here can be read as interviews.", told.interviews.length);
    }

    const before = document.activeElement;
    dialog.addEventListener("close", () => { dialog.remove(); before?.focus?.(); done(chosen); });
    page.root.append(dialog);
    dialog.showModal();
    look(at);
  });
}
