// Links, citations, downloads and print: what a reader takes along.

/** @import { App } from "./app.js" */
/** @import { Host } from "./host.js" */
import { button, el, put } from "./dom.js";
import { labelled } from "./icons.js";
import { eventRow, toCsv, toGeoJson } from "./export.js";

const SAID = 1600; // ms that "copied" stays

export class Share {
  /** @param {App} app @param {Host} host @param {() => Promise<void>} print */
  constructor(app, host, print) {
    this.app = app;
    this.host = host;
    this.print = print;
    this.body = el("div", { class: "gm-panel-body" });
    this.element = el("details", { class: "gm-float gm-share" }, el("summary"), this.body);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (!changes.has("lang")) return;
    const { app } = this;
    put(/** @type {HTMLElement} */ (this.element.querySelector("summary")), ...labelled("share", app.t("share")));
    const entry = (/** @type {string} */ key, /** @type {(event: Event) => unknown} */ click) => button({ class: "gm-entry", text: app.t(key), on: { click } });
    put(
      this.body,
      entry("link.copy", ({ currentTarget }) => copyAndSay(app, this.host.link(), currentTarget)),
      entry("save.csv", () => this.#save("csv")),
      entry("save.geojson", () => this.#save("geojson")),
      entry("print", () => this.print()),
    );
  }

  /** @param {"csv" | "geojson"} form */
  async #save(form) {
    const { app } = this;
    const events = [];
    for (const row of app.selection.rows()) events.push({ row, values: eventRow(app, row, await app.texts.get(row)) });
    const text = form === "csv" ? `\ufeff${toCsv(events.map(({ values }) => values))}` : toGeoJson(app, events);
    const type = form === "csv" ? "text/csv" : "application/geo+json";
    const href = URL.createObjectURL(new Blob([text], { type }));
    el("a", { href, download: `events.${form}` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  }
}

/** Buttons on a card. @param {App} app @param {Host} host @param {number} row @param {import("./types.js").EventText} text */
export function cardShare(app, host, row, text) {
  const link = () => host.link({ event: text.id ?? "" });
  const copying = (/** @type {string} */ key, /** @type {() => string} */ what) => button({ class: "gm-link", text: app.t(key), on: { click: (event) => copyAndSay(app, what(), event.currentTarget) } });
  return el("p", { class: "gm-take" }, copying("link.copy", link), copying("cite.copy", () => citation(app, row, text, app.head.url ? link() : "")));
}

/** One event as a line for a footnote. @param {App} app @param {number} row @param {import("./types.js").EventText} text @param {string} url */
export function citation(app, row, text, url) {
  const { head, store, words } = app;
  return app
    .t("cite.event", {
      title: text.title ?? "",
      date: app.dateWords(row),
      place: text.place ?? "",
      status: words.term("status", store.value("status", row)).toLocaleLowerCase(app.state.lang),
      claims: app.t("claims", { n: text.reports?.length ?? 0 }),
      map: head.title,
      as_of: head.as_of ? app.dates.iso(head.as_of) : "–",
      url,
    })
    .trim();
}

/** @param {App} app @param {string} text @param {EventTarget | null} target */
async function copyAndSay(app, text, target) {
  await copy(text);
  if (!(target instanceof HTMLElement)) return;
  const before = target.textContent;
  target.textContent = app.t("link.copied");
  setTimeout(() => (target.textContent = before), SAID);
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = el("textarea", { class: "gm-offscreen" });
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy"); // where the page may not use the clipboard, as in many frames
    field.remove();
  }
}
