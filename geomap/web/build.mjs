// Bundle src/ with Leaflet into dist/geomap.js and dist/geomap.css, and note their checksums.

import { createHash } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const SOURCE = fileURLToPath(new URL("src/", import.meta.url));
const TARGET = fileURLToPath(new URL("dist/", import.meta.url));

/** One module a language: "geomap:languages" exports whatever lies in src/lang/. */
const languages = {
  name: "languages",
  /** @param {import("esbuild").PluginBuild} builder */
  setup(builder) {
    builder.onResolve({ filter: /^geomap:languages$/ }, () => ({ path: "languages", namespace: "geomap" }));
    builder.onLoad({ filter: /.*/, namespace: "geomap" }, async () => ({
      contents: await languageModule(),
      resolveDir: SOURCE,
    }));
  },
};

async function languageModule() {
  const files = (await readdir(`${SOURCE}lang`)).filter((file) => file.endsWith(".js")).sort();
  const imports = files.map((file, at) => `import l${at} from "./lang/${file}";`);
  return `${imports.join("\n")}\nexport default [${files.map((_, at) => `l${at}`)}];`;
}

/** @param {string} entry */
async function bundle(entry) {
  const result = await build({
    entryPoints: [SOURCE + entry],
    bundle: true,
    minify: true,
    write: false,
    charset: "utf8",
    format: "iife",
    target: ["es2022", "chrome111", "firefox113", "safari16.4"],
    loader: { ".png": "dataurl" },
    legalComments: "inline",
    plugins: [languages],
  });
  return result.outputFiles[0].text.replace(/[ \t]*(\/\/|\/\*)# sourceMappingURL=.*$/gm, "");
}

/** @param {Map<string, string>} outputs */
function manifest(outputs) {
  const sums = [...outputs].map(([name, text]) => [name, createHash("sha256").update(text).digest("hex")]);
  return JSON.stringify(Object.fromEntries(sums), null, 2) + "\n";
}

const outputs = new Map([
  ["geomap.js", await bundle("main.js")],
  ["geomap.css", await bundle("main.css")],
]);
for (const [name, text] of outputs)
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`${name} holds text that would end its element`);
await mkdir(TARGET, { recursive: true });
for (const [name, text] of outputs) await writeFile(TARGET + name, text);
await writeFile(`${TARGET}manifest.json`, manifest(outputs));
for (const [name, text] of outputs) console.log(`${name} ${Buffer.byteLength(text)} bytes`);
