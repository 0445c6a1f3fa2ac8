// The page as its host sees it: state to read and set, as plain values; the address's hash is one host.

/** @import { App } from "./app.js" */
/** @import { Address } from "./hash.js" */
import L from "leaflet";
import { dayOf, isoDay } from "./dates.js";
import { readHash, writeHash } from "./hash.js";

const PAUSE = 250; // ms; browsers limit how often an address may change

/**
 * @typedef {object} PublicState
 * @property {string} from first day shown, ISO; "" = open
 * @property {string} to last day shown, ISO; "" = open
 * @property {string} query
 * @property {Record<string, string[]>} facets chosen values by facet
 * @property {string} event id of the open event, "" = none
 * @property {{lat: number, lon: number, zoom: number}} view
 * @property {string} lang
 * @property {string} theme
 */

export class Host {
  #event = "";
  #home = "";
  /** The view before the reader moved the map. @type {PublicState["view"] | undefined} */
  #first;
  #written = "";
  /** @type {Set<(state: PublicState) => void>} */
  #listeners = new Set();

  /** @param {App} app @param {L.Map} map */
  constructor(app, map) {
    this.app = app;
    this.map = map;
  }

  /** Obey the address, now and whenever it changes. */
  async start() {
    this.#home = this.#viewText();
    this.#first = this.#view();
    this.#written = location.hash.slice(1);
    addEventListener("hashchange", () => this.#isForeign() && this.#obey());
    if (location.hash) await this.set(fromAddress(readHash(location.hash), false));
  }

  /** @returns {PublicState} */
  get state() {
    const { from, to, query, facets, lang, theme } = this.app.state;
    const day = (/** @type {number} */ value) => (Number.isFinite(value) ? isoDay(value) : "");
    return { from: day(from), to: day(to), query, facets: Object.fromEntries(facets), event: this.#event, view: this.#view(), lang, theme };
  }

  /** Merge into the state; what is not named stays, what makes no sense is left out. @param {Partial<PublicState>} patch */
  async set(patch) {
    const { app } = this;
    /** @type {Partial<import("./app.js").State>} */
    const inner = {};
    if (patch.from !== undefined) inner.from = orOpen(dayOf(patch.from), -Infinity);
    if (patch.to !== undefined) inner.to = orOpen(dayOf(patch.to), Infinity);
    if (patch.query !== undefined) inner.query = String(patch.query);
    if (patch.facets) inner.facets = this.#known(patch.facets);
    if (app.languages.some(({ code }) => code === patch.lang)) inner.lang = patch.lang;
    if (patch.theme === "light" || patch.theme === "dark") inner.theme = patch.theme;
    if (patch.event !== undefined) inner.event = patch.event ? await this.#rowOf(patch.event) : -1;
    app.set(inner);
    if (isView(patch.view)) this.map.setView([patch.view.lat, patch.view.lon], patch.view.zoom, { animate: false });
  }

  /** Call `listener` with the state after each change; the answer takes it off again. @param {string} type only "change" @param {(state: PublicState) => void} listener */
  on(type, listener) {
    if (type !== "change") throw new RangeError(`geomap.on knows only "change", not ${JSON.stringify(type)}`);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  async update(changes) {
    if (!["filter", "event", "lang", "theme", "view"].some((change) => changes.has(/** @type {any} */ (change)))) return;
    if (changes.has("event")) await this.#nameEvent();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.#tell(), PAUSE);
  }

  /** Address of the page with its state, on the map's own site where it is known. @param {Partial<Address>} [part] only this part of the state */
  link(part) {
    const base = this.app.head.url || location.href.replace(/#.*$/, "");
    return `${base}#${writeHash(part ? { facets: new Map(), ...part } : this.#address())}`;
  }

  /** Whether the address was changed by the reader, not by us. */
  #isForeign() {
    return location.hash.slice(1) !== this.#written;
  }

  /** Do what a new address says; what it does not name goes back to its beginning. */
  #obey() {
    this.#written = location.hash.slice(1);
    return this.set({ view: this.#first, lang: this.app.languages[0].code, ...fromAddress(readHash(location.hash), true) });
  }

  #tell() {
    if (this.#isForeign()) return this.#obey(); // its event is still to come
    const wanted = writeHash(this.#address());
    try {
      history.replaceState(history.state, "", wanted || location.hash ? `#${wanted}` : location.href);
    } catch {
      // a frame without an address of its own has nothing to write to
    }
    this.#written = location.hash.slice(1); // as the browser writes it
    for (const listener of this.#listeners) listener(this.state);
  }

  /** @returns {Address} */
  #address() {
    const { from, to, query, event, view } = this.state;
    const { lang, theme, facets } = this.app.state;
    const moved = this.#viewText() !== this.#home;
    return {
      from,
      to,
      q: query.trim(),
      facets,
      event,
      lang: lang === this.app.languages[0].code ? "" : lang,
      theme: this.app.themeChosen ? theme : "",
      view: moved ? view : undefined,
    };
  }

  async #nameEvent() {
    const { event } = this.app.state;
    const id = event < 0 ? "" : ((await this.app.texts.get(event)).id ?? "");
    if (event === this.app.state.event) this.#event = id;
  }

  /** Row of an event, -1 = no such event. @param {string} id */
  async #rowOf(id) {
    const { texts } = this.app;
    for (let block = 0; block < texts.blocks; block++) {
      const at = (await texts.block(block)).findIndex((text) => text.id === id);
      if (at >= 0) return block * texts.size + at;
    }
    return -1;
  }

  /** @param {Record<string, string[]>} facets */
  #known(facets) {
    const known = Object.entries(facets).filter(([name, values]) => this.app.filters.facets.has(name) && Array.isArray(values) && values.length);
    return new Map(known.map(([name, values]) => [name, values.map(String)]));
  }

  #view() {
    const { lat, lng } = this.map.getCenter();
    return { lat, lon: lng, zoom: this.map.getZoom() };
  }

  #viewText() {
    const { lat, lon, zoom } = this.#view();
    return `${lat.toFixed(4)},${lon.toFixed(4)},${zoom}`;
  }
}

/** What an address asks for; with `whole`, what it does not name goes back to its beginning. @param {Address} address @param {boolean} whole @returns {Partial<PublicState>} */
function fromAddress({ q, facets, ...rest }, whole) {
  const empty = whole ? { from: "", to: "", query: "", event: "" } : {};
  const asked = { ...rest, ...(q === undefined ? {} : { query: q }) };
  return { ...empty, ...asked, facets: Object.fromEntries(facets) };
}

/** @param {number} day @param {number} open */
const orOpen = (day, open) => (Number.isNaN(day) ? open : day);

/** @param {any} view @returns {view is PublicState["view"]} */
function isView(view) {
  return [view?.lat, view?.lon, view?.zoom].every((number) => typeof number === "number" && Number.isFinite(number));
}
