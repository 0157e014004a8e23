// Builds the pages of civic_qual: `npm run build` writes them, `npm run check` compares them with what is there.
import { build } from "esbuild";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const package_ = join(here, "..", "civic_qual");
const outputs = [
  [join(here, "desk/main.js"), join(package_, "desk/static/desk.js")],
  [join(here, "desk/desk.css"), join(package_, "desk/static/desk.css")],
  [join(here, "room/widget.js"), join(package_, "reviewing/component/widget.js")],
  [join(here, "room/widget.css"), join(package_, "reviewing/component/widget.css")],
];

async function built([from, to]) {
  const made = await build({
    entryPoints: [from], bundle: true, write: false, format: "esm", target: "es2022",
    minify: true, charset: "utf8", legalComments: "eof", logLevel: "warning", outfile: to,
  });
  return [to, Buffer.from(made.outputFiles[0].contents)];
}

// What pages say: say("...") and sayMany("...", "...", n), for the catalogues.
function words() {
  const found = new Map();
  const text = String.raw`"((?:[^"\\]|\\.)*)"`;
  const call = new RegExp(String.raw`\b(?:say\(\s*${text}|sayMany\(\s*${text}\s*,\s*${text})`, "g");
  for (const file of readdirSync(here, { recursive: true }).map(String).sort()) {
    if (!file.endsWith(".js") || file.includes("node_modules")) continue;
    for (const [, one, single, many] of readFileSync(join(here, file), "utf8").matchAll(call)) {
      const pair = one === undefined ? [single, many] : [one, ""];
      const both = pair.map(said => JSON.parse(`"${said}"`));
      found.set(JSON.stringify(both), both);
    }
  }
  const sorted = [...found.keys()].sort().map(key => found.get(key));
  return [join(package_, "reviewing/component/words.json"), Buffer.from(JSON.stringify(sorted, null, 1) + "\n")];
}

const made = [...await Promise.all(outputs.map(built)), words()];
if (process.argv.includes("--check")) {
  const other = made.filter(([to, bytes]) => !readFileSync(to).equals(bytes)).map(([to]) => to);
  if (other.length) { console.error(`not as it would be built: ${other.join(", ")}; run npm run build`); process.exit(1); }
} else {
  for (const [to, bytes] of made) writeFileSync(to, bytes);
}
