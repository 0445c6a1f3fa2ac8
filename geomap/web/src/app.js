// The state of the page and who hears of its changes. Parts read the state and never each other.

/** @import { Head, Layers } from "./types.js" */
/** @import { Store } from "./store.js" */
/** @import { Texts } from "./texts.js" */
/** @import { Words } from "./i18n.js" */
import { BinTally } from "./bins.js";
import languages from "geomap:languages";
import { DateWords } from "./dates.js";
import { Filters, TIME_BIT } from "./filters.js";
import { wordsOf } from "./i18n.js";
import { placeName } from "./names.js";
import { Search } from "./search.js";
import { calm } from "./theme.js";

/** Rows that a reader opened on the map, and what they have in common. @typedef {{rows: Int32Array, label: string, area?: boolean}} Scope */
/** What is told beside a mark that is pointed at. @typedef {{node: Element, rows: ArrayLike<number>, count: number}} Tip */
/**
 * @typedef {object} State
 * @property {number} from day, -Infinity = open
 * @property {number} to day, Infinity = open
 * @property {string} query
 * @property {Map<string, string[]>} facets chosen values by facet; a facet without an entry lets all pass
 * @property {number} event row whose card is open, -1 = none
 * @property {Scope | null} scope
 * @property {number[]} hot rows under the pointer or focus
 * @property {Tip | null} tip
 * @property {string} lang
 * @property {"light" | "dark"} theme
 */
/** @typedef {"filter" | "event" | "scope" | "hot" | "tip" | "lang" | "theme" | "view"} Change */
/** @typedef {{update(changes: Set<Change>): void}} Part */

const EVERYTHING = /** @type {Change[]} */ (["filter", "event", "scope", "hot", "tip", "lang", "theme", "view"]);

export class App {
  /** @type {Part[]} */
  #parts = [];
  /** @type {Set<Change>} */
  #changes = new Set();
  #frame = 0;
  /** @type {Words} */
  words;
  /** @type {DateWords} */
  dates;
  /** Whether the reader, not the system, chose the theme. */
  themeChosen = false;

  /**
   * @param {Head} head
   * @param {Store} store
   * @param {Texts} texts
   * @param {Layers} layers
   * @param {{theme: "light" | "dark"}} options
   */
  constructor(head, store, texts, layers, { theme }) {
    this.head = head;
    this.store = store;
    this.texts = texts;
    this.layers = layers;
    this.time = new BinTally(store, store.category("status"));
    this.filters = new Filters(store, this.time);
    this.spanRows = this.time.spanRows();
    this.search = new Search(store, texts, layers);
    this.languages = offered(head.languages);
    /** @type {State} */
    this.state = { from: -Infinity, to: Infinity, query: "", facets: new Map(), event: -1, scope: null, hot: [], tip: null, lang: this.languages[0].code, theme };
    this.unplaced = store.unplacedRows();
    this.words = wordsOf(languages, this.state.lang);
    this.dates = new DateWords(this.state.lang);
  }

  /** Whether the reader asked for less motion. */
  get calm() {
    return calm();
  }

  get selection() {
    return this.filters.selection;
  }

  /** Add what is to be drawn, now and after changes. @param {...Part} parts */
  add(...parts) {
    this.#parts.push(...parts);
    for (const part of parts) part.update(new Set(EVERYTHING));
  }

  /** Forget changes that all parts have drawn already. */
  settle() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#changes.clear();
  }

  /** Change the state; what follows is drawn in the next frame. @param {Partial<State>} patch */
  set(patch) {
    for (const change of this.#merge(patch)) this.touch(change);
  }

  /** @param {Change} change */
  touch(change) {
    this.#changes.add(change);
    this.#frame ||= requestAnimationFrame(() => this.draw());
  }

  /** Draw what has changed now. */
  draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const changes = this.#changes;
    this.#changes = new Set();
    for (const part of this.#parts) part.update(changes);
  }

  /** @type {Words["t"]} */
  t(key, values) {
    return this.words.t(key, values);
  }

  counts() {
    return { total: this.store.count, placed: this.store.count - this.unplaced.length, shown: this.selection.shown };
  }

  /** How many of the rows shown are not on the map in any form. */
  offMap() {
    const { mask } = this.selection;
    let off = 0;
    for (let at = 0; at < this.unplaced.length; at++) if (mask[this.unplaced[at]] === 0) off++;
    return off;
  }

  /** Name of a row's place in the page's language, else as the record has it. @param {number} row */
  placeName(row) {
    return placeName(this, row);
  }

  /** Whether the page speaks the language of the map's own texts. */
  get inOwnLanguage() {
    return this.state.lang === this.languages[0].code;
  }

  /** @param {number} row */
  dateWords(row) {
    const { start, end } = this.store;
    const precision = this.store.value("date_precision", row);
    return start[row] < -1e9 ? this.t("list.no_date") : this.dates.span(start[row], end[row], precision);
  }

  /** The range of days shown, in words. */
  rangeWords() {
    const { from, to } = this.state;
    return this.dates.span(Math.max(from, this.time.first), Math.min(to, this.time.last), "day");
  }

  /** @param {Partial<State>} patch @returns {Change[]} */
  #merge(patch) {
    const state = this.state;
    Object.assign(state, patch);
    /** @type {Change[]} */
    const changes = [];
    if ("from" in patch || "to" in patch) this.filters.time(state.from, state.to);
    if ("query" in patch) this.#search(state.query);
    if (patch.facets) for (const name of this.filters.facets.keys()) this.filters.facet(name, state.facets.get(name) ?? []);
    if ("from" in patch || "to" in patch || "query" in patch || patch.facets) changes.push("filter");
    if ("lang" in patch) this.#speak();
    if ("theme" in patch) this.themeChosen = true;
    for (const key of /** @type {const} */ (["event", "scope", "hot", "tip", "lang", "theme"])) if (key in patch) changes.push(key);
    return changes;
  }

  /** Whether a row passes every filter, that of time left aside. @param {number} row */
  passesButTime(row) {
    return (this.selection.mask[row] & ~TIME_BIT) === 0;
  }

  /** Whether any filter keeps events away. */
  isNarrowed() {
    const { from, to, query, facets } = this.state;
    return from !== -Infinity || to !== Infinity || query.trim() !== "" || facets.size > 0;
  }

  /** Take all filters back. */
  clear() {
    this.set({ from: -Infinity, to: Infinity, query: "", facets: new Map() });
  }

  /** @param {string} query */
  async #search(query) {
    const show = (/** @type {Uint8Array | null} */ found) => {
      this.filters.query(found);
      this.touch("filter");
    };
    const found = await this.search.find(query, show);
    if (found !== undefined) show(found);
  }

  #speak() {
    this.words = wordsOf(languages, this.state.lang);
    this.dates = new DateWords(this.state.lang);
  }
}

/** Languages that the map asks for and the page has; English where it has none of them. @param {string[]} wanted */
function offered(wanted) {
  const found = wanted.flatMap((code) => languages.filter((language) => language.code === code));
  return found.length ? found : languages.filter((language) => language.code === "en");
}
