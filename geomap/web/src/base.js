// The map under the events: regions, rivers, zone, border. Drawn on canvas from what the file carries.

/** @import { App } from "./app.js" */
/** @typedef {import("geojson").Feature} Feature */
import L from "leaflet";
import { el } from "./dom.js";
import { colour } from "./theme.js";

/** Layer by layer from the ground up: name in the layer control, key in the data, style. @type {[layer: string, key: string, style: (feature: any) => L.PathOptions][]} */
const GROUND = [
  ["regions", "regions", regionStyle],
  ["zone", "zone", () => ({ stroke: false, fillColor: colour("zone"), fillOpacity: 1 })],
  ["rivers", "rivers", () => ({ color: colour("water"), weight: 1.4, fill: false })],
  ["border", "line", () => ({ color: colour("border-casing"), weight: 6, opacity: 0.85, fill: false })],
  ["border", "line", borderStyle],
];

export class Base {
  /** @type {L.TileLayer | undefined} */
  tiles;

  /** @param {App} app @param {L.Map} map */
  constructor(app, map) {
    this.map = map;
    const renderer = L.canvas({ pane: "gm-base", padding: 0.5 });
    this.layers = GROUND.filter(([, key]) => app.layers[key]).map(([name, key, style]) => {
      const options = { style, renderer, pane: "gm-base", interactive: false };
      return { name, style, layer: L.geoJSON(app.layers[key], /** @type {any} */ (options)).addTo(map) };
    });
    if (app.head.tiles) this.addTiles(app.head.tiles);
  }

  /** Online tiles, where the map's maker chose a provider: they lie under the lines and take the place of the fills. @param {NonNullable<import("./types.js").Head["tiles"]>} tiles */
  addTiles({ url, attribution, max_zoom }) {
    const credit = el("span", { text: attribution }).innerHTML; // escapes; Leaflet reads attributions as HTML
    this.tiles = L.tileLayer(url, { attribution: credit, maxZoom: max_zoom, referrerPolicy: "strict-origin-when-cross-origin" });
    this.show("tiles", true);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (changes.has("theme")) this.#restyle();
  }

  /** @param {string} name @param {boolean} visible */
  show(name, visible) {
    if (name === "tiles") return this.#showTiles(visible);
    // Canvas paths stand in the order of their coming, so all are put back in theirs.
    for (const entry of this.layers) {
      if (entry.name === name) visible ? entry.layer.addTo(this.map) : entry.layer.remove();
    }
    for (const { layer } of this.layers) if (this.map.hasLayer(layer)) layer.bringToFront();
  }

  /** @param {boolean} visible */
  #showTiles(visible) {
    if (!this.tiles) return;
    visible ? this.tiles.addTo(this.map) : this.tiles.remove();
    this.#restyle();
  }

  #restyle() {
    const bare = this.tiles !== undefined && this.map.hasLayer(this.tiles);
    for (const { name, layer, style } of this.layers) layer.setStyle(name === "regions" && bare ? (feature) => ({ ...style(feature), fillOpacity: 0 }) : style);
  }

  /** West, south, east, north of the regions along the border, or of anything there is. @returns {L.LatLngBounds} */
  bounds() {
    const bounds = L.latLngBounds([]);
    for (const { name, layer } of this.layers)
      if (name === "border") bounds.extend(layer.getBounds());
    return bounds;
  }
}

/** @param {Feature} feature @returns {L.PathOptions} */
function regionStyle({ properties }) {
  const fill = properties?.disputed ? "land-disputed" : properties?.role === "border" ? "land-near" : "land-far";
  return {
    color: colour("region-line"),
    weight: properties?.role === "border" ? 1 : 0.6,
    dashArray: properties?.disputed ? "3 3" : undefined,
    fillColor: colour(fill),
    fillOpacity: 1,
  };
}

/** @param {Feature} feature @returns {L.PathOptions} */
function borderStyle({ properties }) {
  return { color: colour("border"), weight: 2.2, dashArray: properties?.disputed ? "5 5" : undefined, fill: false };
}
