// Pins, rings and clusters: buttons over the map, kept while the grid keeps their cell.

/** @import { App } from "./app.js" */
/** @import { Cluster } from "./cluster.js" */
import L from "leaflet";
import { Grid } from "./cluster.js";
import { button, put } from "./dom.js";
import { latOf, lonOf, worldSize } from "./project.js";
import { anchor, paintPile, pile, shapeOf, symbol } from "./symbols.js";

const MARGIN = 128; // pixels around the screen in which marks are kept ready

/** @typedef {{node: HTMLButtonElement, cluster: Cluster, drawn: string, size: number}} Mark `size` of a pile in pixels, else 0 */

export class Marks {
  /** @type {Map<string, Mark>} */
  #marks = new Map();
  /** Of the last draw. */
  grid = /** @type {Grid} */ (/** @type {any} */ (null));
  visible = true;

  /** @param {App} app @param {L.Map} map */
  constructor(app, map) {
    this.app = app;
    this.map = map;
    this.pane = /** @type {HTMLElement} */ (map.getPane("gm-marks"));
    const { codes, values } = app.store.category("event_type");
    this.typeNames = values;
    const status = app.store.category("status");
    this.points = { x: app.store.x, y: app.store.y, mask: app.selection.mask, type: codes, types: values.length, status: status.codes, disputed: status.values.indexOf("disputed") };
    map.on("move moveend zoomend viewreset resize", () => this.#animating() || app.touch("view"));
    map.on("zoomanim", (event) => this.#animate(/** @type {any} */ (event)));
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (["filter", "view", "lang", "theme"].some((change) => changes.has(/** @type {any} */ (change)))) this.#draw(changes.has("lang") || changes.has("theme"));
    if (changes.has("hot") || changes.has("event") || changes.has("filter") || changes.has("view")) this.#mark();
  }

  /** Middles of the marks, in pixels of the map's layers. */
  positions() {
    const origin = this.map.getPixelOrigin();
    const up = (/** @type {Cluster} */ cluster) => (cluster.count === 1 && shapeOf(this.app.store.value("precision", cluster.first)) === "pin" ? 21 : 0);
    return [...this.#marks.values()].map(({ cluster }) => L.point(cluster.x, cluster.y - up(cluster)).subtract(origin));
  }

  /** What the marks cover, in pixels of the map's layers: left, top, right, bottom. @returns {[number, number, number, number][]} */
  boxes() {
    const origin = this.map.getPixelOrigin();
    return [...this.#marks.values()].map(({ cluster, size }) => {
      const [x, y] = [cluster.x - origin.x, cluster.y - origin.y];
      const reach = size ? size / 2 + (cluster.disputed ? 5 : 2) : 15;
      const pin = !size && shapeOf(this.app.store.value("precision", cluster.first)) === "pin";
      return pin ? [x - 14, y - 36, x + 14, y + 3] : [x - reach, y - reach, x + reach, y + reach];
    });
  }

  /** @param {string} _ @param {boolean} visible */
  show(_, visible) {
    this.visible = visible;
    this.app.touch("view");
  }

  /** @param {boolean} anew */
  #draw(anew) {
    this.grid = this.#grid();
    const origin = this.map.getPixelOrigin();
    const stale = this.#marks;
    this.#marks = new Map();
    for (const cluster of this.visible ? this.grid.clusters : []) {
      const mark = stale.get(cluster.key) ?? this.#make();
      stale.delete(cluster.key);
      mark.cluster = cluster;
      this.#dress(mark, anew);
      L.DomUtil.setPosition(mark.node, L.point(cluster.x, cluster.y).subtract(origin).round());
      this.#marks.set(cluster.key, mark);
    }
    for (const { node } of stale.values()) node.remove();
  }

  #grid() {
    const { min, max } = /** @type {{min: L.Point, max: L.Point}} */ (this.map.getPixelBounds());
    const view = { zoom: this.map.getZoom(), left: min.x - MARGIN, top: min.y - MARGIN, right: max.x + MARGIN, bottom: max.y + MARGIN };
    return new Grid(this.points, view);
  }

  /** @returns {Mark} */
  #make() {
    const mark = { node: button({ class: "gm-mark leaflet-zoom-animated" }), cluster: /** @type {any} */ (null), drawn: "", size: 0 };
    const { node } = mark;
    L.DomEvent.disableClickPropagation(node);
    node.addEventListener("click", () => this.#open(mark.cluster));
    for (const type of ["pointerenter", "focus"]) node.addEventListener(type, () => this.#point(mark));
    for (const type of ["pointerleave", "blur"]) node.addEventListener(type, () => this.app.set({ hot: [], tip: null }));
    this.pane.append(node);
    return mark;
  }

  /** Draw a mark's sign if it is not the one it has. @param {Mark} mark @param {boolean} anew */
  #dress(mark, anew) {
    const { cluster, node } = mark;
    const wanted = cluster.count === 1 ? `${cluster.first}` : `${cluster.types.join()}/${cluster.disputed}`;
    if (mark.drawn === wanted && !anew) return;
    mark.drawn = wanted;
    node.setAttribute("aria-label", this.#label(cluster));
    if (cluster.count > 1) return this.#dressPile(mark);
    const { store } = this.app;
    mark.size = 0;
    node.style.width = node.style.height = "";
    const shape = shapeOf(store.value("precision", cluster.first));
    const { x, y } = anchor(shape);
    node.className = `gm-mark is-${shape} leaflet-zoom-animated`;
    node.style.marginLeft = `${-x}px`;
    node.style.marginTop = `${-y}px`;
    put(node, symbol(shape, store.value("event_type", cluster.first), store.value("status", cluster.first)));
  }

  /** @param {Mark} mark */
  #dressPile(mark) {
    const { node, cluster } = mark;
    const label = short(cluster.count, this.app.state.lang);
    const size = cluster.count < 10 ? 36 : cluster.count < 100 ? 42 : cluster.count < 1000 ? 48 : 54;
    if (mark.size !== size) {
      mark.size = size;
      node.className = "gm-mark is-pile leaflet-zoom-animated";
      node.style.marginLeft = node.style.marginTop = `${-size / 2}px`;
      node.style.width = node.style.height = `${size}px`;
    }
    const sign = node.firstElementChild;
    if (sign?.classList.contains("gm-pile")) paintPile(sign, cluster.types, this.typeNames, label, cluster.disputed > 0);
    else put(node, pile(cluster.types, this.typeNames, label, "round", cluster.disputed > 0));
  }

  /** @param {Cluster} cluster */
  #label({ count, first, spot, disputed }) {
    const { app } = this;
    const place = app.placeName(first);
    if (count > 1) return [app.t("mark.cluster", { n: count }), spot && place, disputed && app.t("mark.disputed", { n: disputed })].filter(Boolean).join(" · ");
    return eventLabel(app, first);
  }

  /** @param {Mark} mark */
  #point({ node, cluster }) {
    const rows = cluster.count > 200 ? [cluster.first] : [...this.grid.members(cluster)];
    this.app.set({ hot: rows, tip: { node, rows, count: cluster.count } });
  }

  /** @param {Cluster} cluster */
  #open(cluster) {
    const { app, map } = this;
    app.set({ tip: null });
    if (cluster.count === 1) return app.set({ event: cluster.first });
    const rows = this.grid.members(cluster);
    const bounds = this.#bounds(rows);
    const most = map.getMaxZoom();
    const zoom = Math.min(most, map.getBoundsZoom(bounds, false, L.point(80, 80)));
    if (cluster.spot || map.getZoom() >= most || zoom <= map.getZoom()) return this.#list(cluster, rows);
    map.flyToBounds(bounds, { maxZoom: zoom, padding: [40, 40], duration: 0.45, animate: !app.calm });
  }

  /** @param {Cluster} cluster @param {Int32Array} rows */
  #list(cluster, rows) {
    const label = cluster.spot ? this.app.placeName(cluster.first) : "";
    this.app.set({ scope: { rows, label }, event: -1 });
  }

  /** @param {Int32Array} rows */
  #bounds(rows) {
    const { x, y } = this.app.store;
    const bounds = L.latLngBounds([]);
    for (const row of rows) bounds.extend([latOf(y[row]), lonOf(x[row])]);
    return bounds;
  }

  /** Show which marks hold the rows under the pointer and the open event. */
  #mark() {
    const { hot, event } = this.app.state;
    const lit = new Set(hot.map((row) => this.grid.clusterOf(row)?.key));
    const open = event >= 0 ? this.grid.clusterOf(event)?.key : undefined;
    for (const [key, { node }] of this.#marks) {
      node.classList.toggle("is-hot", lit.has(key));
      node.classList.toggle("is-open", key === open);
    }
  }

  #animating() {
    return Boolean(/** @type {any} */ (this.map)._animatingZoom);
  }

  /** Move along with Leaflet's zoom animation. @param {{zoom: number, center: L.LatLng}} event */
  #animate({ zoom, center }) {
    const size = worldSize(this.map.getZoom());
    const map = /** @type {any} */ (this.map);
    for (const { node, cluster } of this.#marks.values()) {
      const place = L.latLng(latOf(cluster.y / size), lonOf(cluster.x / size));
      L.DomUtil.setPosition(node, map._latLngToNewLayerPoint(place, zoom, center).round());
    }
  }
}

/** What a reader hears of an event's mark. @param {App} app @param {number} row */
export function eventLabel(app, row) {
  const { store, words } = app;
  const parts = [
    words.term("event_type", store.value("event_type", row)),
    app.placeName(row),
    app.dateWords(row),
    words.term("status", store.value("status", row)),
    words.term("precision", store.value("precision", row)),
  ];
  return parts.filter(Boolean).join(" · ");
}

/** 1234 as 1.2k. @param {number} count @param {string} lang */
export function short(count, lang) {
  if (count < 1000) return String(count);
  const [parts, letter] = count < 1_000_000 ? [count / 1000, "k"] : [count / 1_000_000, "M"];
  return parts.toLocaleString(lang, { maximumSignificantDigits: parts < 100 ? 2 : 3 }) + letter;
}
