// Search and facets: what may be chosen, how many events each choice has, and what is chosen now.

/** @import { App } from "./app.js" */
/** @import { Facet } from "./filters.js" */
import { sideLabel } from "./claims.js";
import { RECORDED } from "./filters.js";
import { button, el, put, quoted } from "./dom.js";
import { icon } from "./icons.js";
import { regionName } from "./names.js";
import { glyph, inOrder, STATUSES, symbol } from "./symbols.js";

const FIRST = 8; // values shown before "show all"
const PAUSE = 120; // ms after a letter before a search starts

/** @typedef {{value: string, box: HTMLInputElement, count: HTMLElement, item: HTMLElement}} Choice */
/** @typedef {{facet: Facet, choices: Choice[], element: HTMLDetailsElement, whole: boolean}} Group */

export class Facets {
  /** @type {Group[]} */
  #groups = [];
  /** Whether the groups are still to be made, with the words of the language: few readers open them. */
  #stale = true;
  /** Facets that the reader opened. */
  #open = new Set(["status", "type"]);

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.input = el("input", { type: "search", class: "gm-search", autocomplete: "off", spellcheck: "false", on: { input: () => this.#typed() } });
    this.toggle = button({ class: "gm-tool gm-filter-button", "aria-expanded": "false", "aria-controls": "gm-facets", on: { click: () => this.#fold() } });
    this.groups = el("div", { class: "gm-facets", id: "gm-facets", hidden: true });
    this.chosen = el("div", { class: "gm-chosen", hidden: true });
    this.element = el("section", { class: "gm-filters", role: "search" }, el("div", { class: "gm-search-row" }, this.input, this.toggle), this.chosen, this.groups);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (changes.has("lang")) this.#rename();
    if (!changes.has("filter") && !changes.has("lang")) return;
    this.#count();
    this.#showChosen();
    if (document.activeElement !== this.input) this.input.value = this.app.state.query;
  }

  #fold() {
    this.groups.hidden = !this.groups.hidden;
    this.toggle.setAttribute("aria-expanded", String(!this.groups.hidden));
    this.#count();
  }

  #typed() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.app.set({ query: this.input.value }), PAUSE);
  }

  #rename() {
    const { app } = this;
    this.input.placeholder = app.t("search");
    this.input.setAttribute("aria-label", app.t("search.label"));
    this.element.setAttribute("aria-label", app.t("filters"));
    this.#stale = true;
  }

  #make() {
    this.#stale = false;
    this.#groups = [...this.app.filters.facets.values()].map((facet) => this.#group(facet)).filter(({ choices }) => choices.length > 1);
    put(this.groups, ...this.#groups.map(({ element }) => element));
  }

  /** @param {Facet} facet @returns {Group} */
  #group(facet) {
    const { app } = this;
    const list = el("ul", { role: "list" });
    const element = el("details", { class: "gm-facet", open: this.#open.has(facet.name) }, el("summary", { text: app.t(`facet.${facet.name}`) }), list);
    const values = ordered(facet);
    const group = { facet, element, whole: values.length <= FIRST + 2, choices: values.map((value) => this.#choice(facet, value)) };
    list.append(...group.choices.map(({ item }) => item));
    if (!group.whole) element.append(this.#more(group));
    element.addEventListener("toggle", () => {
      element.open ? this.#open.add(facet.name) : this.#open.delete(facet.name);
      this.#count();
    });
    return group;
  }

  /** @param {Group} group */
  #more(group) {
    const more = button({ class: "gm-link", text: this.app.t("facet.more", { n: group.choices.length }), on: { click: () => {
      group.whole = true;
      more.remove();
      this.#count();
    } } });
    return more;
  }

  /** @param {Facet} facet @param {string} value @returns {Choice} */
  #choice(facet, value) {
    const box = el("input", { type: "checkbox", on: { change: () => this.#choose(facet.name, value, box.checked) } });
    const count = el("span", { class: "gm-count" });
    const item = el("li", {}, el("label", { class: "gm-choice" }, box, sign(facet.name, value), quoted(facetLabel(this.app, facet.name, value), { class: "gm-value" }), count));
    return { value, box, count, item };
  }

  /** @param {string} name @param {string} value @param {boolean} wanted */
  #choose(name, value, wanted) {
    const facets = new Map(this.app.state.facets);
    const values = (facets.get(name) ?? []).filter((other) => other !== value);
    if (wanted) values.push(value);
    values.length ? facets.set(name, values) : facets.delete(name);
    this.app.set({ facets });
  }

  #count() {
    if (this.groups.hidden) return;
    if (this.#stale) this.#make();
    for (const { facet, choices, element, whole } of this.#groups) {
      if (!element.open) continue;
      const counts = facet.counts();
      const chosen = new Set(this.app.state.facets.get(facet.name));
      for (const [at, { value, box, count, item }] of choices.entries()) {
        const n = counts.get(value) ?? 0;
        count.textContent = this.app.words.number(n);
        box.checked = chosen.has(value);
        item.hidden = !whole && at >= FIRST && !box.checked;
        item.classList.toggle("is-none", n === 0);
      }
    }
  }

  /** What is chosen, each with a button that takes it back. */
  #showChosen() {
    const { app } = this;
    const { from, to } = app.state;
    const chosen = [...app.state.facets].flatMap(([name, values]) => values.map((value) => ({ name, value })));
    this.toggle.textContent = chosen.length ? `${app.t("filters")} (${chosen.length})` : app.t("filters");
    this.chosen.hidden = !chosen.length && !app.isNarrowed();
    const chips = chosen.map(({ name, value }) => this.#chip(facetLabel(app, name, value), () => this.#choose(name, value, false)));
    const dates = from === -Infinity && to === Infinity ? null : this.#chip(app.rangeWords(), () => app.set({ from: -Infinity, to: Infinity }));
    const held = this.chosen.contains(document.activeElement);
    put(this.chosen, dates, ...chips, app.isNarrowed() ? button({ class: "gm-link", text: app.t("filter.clear"), on: { click: () => app.clear() } }) : null);
    if (held) (this.chosen.querySelector("button") ?? this.toggle).focus();
  }

  /** @param {string} label @param {() => void} click */
  #chip(label, click) {
    return button({ class: "gm-take-back", "aria-label": this.app.t("filter.remove", { what: label }), on: { click } }, quoted(label), icon("close"));
  }
}

/** The words for a facet's value. @param {App} app @param {string} name @param {string} value */
export function facetLabel(app, name, value) {
  if (value === "") return app.t("facet.unknown");
  if (name === "type") return app.words.term("event_type", value);
  if (name === "status" || name === "precision") return app.words.term(name, value);
  if (name === RECORDED) return app.t("facet.since", { date: app.dates.iso(value) });
  if (name === "border_side") return app.words.nameOf("region", value);
  if (name === "region") return regionName(app, "name", value);
  return name === "speaker_side" ? sideLabel(app, value) : value;
}

/** Values in the order to show: the legend's, else the most frequent first. @param {Facet} facet */
function ordered(facet) {
  const counts = facet.counts();
  const values = [...counts.keys()];
  if (facet.name === "type") return inOrder(values);
  if (facet.name === RECORDED) return values.sort().reverse();
  const rank = (/** @type {string} */ value) => (facet.name === "status" ? STATUSES.indexOf(value) : -(counts.get(value) ?? 0));
  return values.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** @param {string} name @param {string} value */
function sign(name, value) {
  if (name === "type") return glyph(value);
  return name === "status" ? symbol("disc", "other", value) : null;
}
