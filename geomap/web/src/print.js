// Paper: the map as seen, its legend, then the shown events with their claims and where each was published.

/** @import { App } from "./app.js" */
/** @import { Claim, EventText } from "./types.js" */
import { el, put, quoted } from "./dom.js";
import { facetLabel } from "./facets.js";

const MOST = 500; // events on paper
const WARM = 4; // blocks of texts kept open for the browser's own command, which does not wait
const REST = 400; // ms after the last change
const WIDE = 700; // pixels between the margins of A4 or Letter
const TALL = 600; // pixels that leave room for the legend on the first page

export class Paper {
  /** Texts by row. @type {Map<number, EventText>} */
  #texts = new Map();

  /** @param {App} app @param {HTMLElement} stage @param {HTMLElement} legend */
  constructor(app, stage, legend) {
    this.app = app;
    this.stage = stage;
    this.legend = legend;
    this.element = el("section", { class: "gm-paper" });
    addEventListener("beforeprint", () => this.#fill());
    addEventListener("afterprint", () => put(this.element));
  }

  /** A dark map is drawn light first. The browser's own command prints it as it is: what is drawn while it prints is lost. */
  async print() {
    const { app } = this;
    const { theme } = app.state;
    for (const row of app.selection.rows().slice(0, MOST)) this.#texts.set(row, await app.texts.get(row));
    await this.#show("light");
    print();
    this.#texts.clear();
    await this.#show(theme);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (!changes.has("filter")) return;
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.#warm(), REST);
  }

  async #warm() {
    const { texts, selection } = this.app;
    const blocks = new Set(Array.from(selection.rows().subarray(0, MOST), (row) => Math.floor(row / texts.size)));
    for (const block of [...blocks].slice(0, WARM)) await texts.block(block);
  }

  #fill() {
    const { app, stage } = this;
    const { width, height } = stage.getBoundingClientRect();
    stage.style.setProperty("--paper-width", `${width}px`);
    stage.style.setProperty("--paper-height", `${height}px`);
    stage.style.setProperty("--paper-zoom", String(Math.min(WIDE / width, TALL / height)));
    const key = el("div", { class: "gm-legend gm-paper-key" }, this.legend.cloneNode(true));
    put(this.element, key, ...shownEvents(app, (row) => this.#texts.get(row) ?? app.texts.peek(row) ?? {}));
  }

  /** Not a choice of the reader's, so not remembered as one. @param {"light" | "dark"} theme */
  async #show(theme) {
    if (this.app.state.theme === theme) return;
    this.app.state.theme = theme;
    this.app.touch("theme");
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  }
}

/** @param {App} app @param {(row: number) => EventText} textOf */
function shownEvents(app, textOf) {
  const rows = app.selection.rows();
  const items = Array.from(rows.subarray(0, MOST), (row, at) => printedEvent(app, at + 1, row, textOf(row)));
  const more = rows.length - items.length;
  return [
    el("h2", { text: app.t("count.line", { shown: rows.length, total: app.store.count }) }),
    el("p", { class: "gm-paper-meta" }, ...choice(app)),
    ...items,
    more > 0 ? el("p", { text: `+ ${app.words.number(more)}` }) : null,
  ];
}

/** What narrows the events, and what was printed, to cite it. @param {App} app */
function choice(app) {
  const { head, state } = app;
  const range = state.from === -Infinity && state.to === Infinity ? [] : [app.rangeWords()];
  const values = [...state.facets].map(([name, chosen]) => `${app.t(`facet.${name}`)}: ${chosen.map((value) => facetLabel(app, name, value)).join(", ")}`);
  const query = state.query.trim() ? [`“${state.query.trim()}”`] : [];
  const source = [head.as_of && app.t("as_of", { date: app.dates.iso(head.as_of) }), head.url, app.t("about.made", { version: head.version, hash: head.hash })];
  return [...range, ...values, ...query, ...source].filter(Boolean).flatMap((text, at) => [at ? " · " : null, quoted(text)]);
}

/** @param {App} app @param {number} number @param {number} row @param {EventText} text */
function printedEvent(app, number, row, text) {
  const { store, words } = app;
  const terms = /** @type {const} */ ([["event_type", "event_type"], ["status", "status"], ["precision", "precision"]]).map(([group, column]) => words.term(group, store.value(column, row)));
  const facts = [app.dateWords(row), app.placeName(row) || text.place, ...terms, text.id].filter(Boolean).join(" · ");
  return el(
    "article",
    {},
    el("h3", {}, `${number}. `, quoted(text.title ?? "")),
    el("p", { class: "gm-paper-meta" }, quoted(facts)),
    text.summary ? el("p", {}, quoted(text.summary)) : null,
    el("ul", {}, ...(text.reports ?? []).map((claim) => printedClaim(app, claim))),
  );
}

/** @param {App} app @param {Claim} claim */
function printedClaim(app, claim) {
  const source = [claim.publisher ?? claim.source, claim.published_on].filter(Boolean).join(", ");
  return el(
    "li",
    {},
    el("b", {}, quoted(claim.speaker ?? claim.publisher ?? "")),
    ` ${app.words.term("stance", claim.stance ?? "")}: `,
    quoted(claim.claim ?? ""),
    el("span", { class: "gm-paper-meta" }, " ", quoted(source), claim.url ? " " : null, claim.url ? quoted(claim.url) : null),
  );
}
