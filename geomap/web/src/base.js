// The map under the events: regions, rivers, zone, border. Drawn on canvas from what the file carries.

/** @import { App } from "./app.js" */
/** @import { Outline } from "./layers.js" */
import L from "leaflet";
import { Canvas } from "./canvas.js";
import { el } from "./dom.js";
import { outlines } from "./layers.js";
import { latOf, lonOf, worldSize } from "./project.js";
import { colour } from "./theme.js";

/** @typedef {{fill?: string, line?: string, weight?: number, opacity?: number, dash?: number[]}} Look */

/** Layer by layer from the ground up: name in the layer control, key in the data, look. @type {[layer: string, key: string, look: (properties: any) => Look][]} */
const GROUND = [
  ["regions", "regions", regionLook],
  ["zone", "zone", () => ({ fill: "zone" })],
  ["rivers", "rivers", () => ({ line: "water", weight: 1.4 })],
  ["border", "line", () => ({ line: "border-casing", weight: 6, opacity: 0.85 })],
  ["border", "line", ({ disputed }) => ({ line: "border", weight: 2.2, dash: disputed ? [5, 5] : [] })],
];
const FINEST = 0.7; // pixels between two points of a line

export class Base extends Canvas {
  /** @type {L.TileLayer | undefined} */
  tiles;
  /** @type {Set<string>} */
  #hidden = new Set();

  /** @param {App} app */
  constructor(app) {
    super("gm-base");
    this.app = app;
    /** @type {Map<string, Outline[]>} */
    this.outlines = new Map(Object.entries(app.layers).map(([key, layer]) => [key, outlines(layer)]));
    this.theme = app.state.theme;
  }

  /** Online tiles, where the map's maker chose a provider: they lie under the lines and take the place of the fills. @param {L.Map} map @param {NonNullable<import("./types.js").Head["tiles"]>} tiles */
  addTiles(map, { url, attribution, max_zoom }) {
    const credit = el("span", { text: attribution }).innerHTML; // escapes; Leaflet reads attributions as HTML
    this.tiles = L.tileLayer(url, { attribution: credit, maxZoom: max_zoom, referrerPolicy: "strict-origin-when-cross-origin" }).addTo(map);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (!changes.has("theme") || this.theme === this.app.state.theme) return;
    this.theme = this.app.state.theme;
    this.redraw();
  }

  /** @param {string} name @param {boolean} visible */
  show(name, visible) {
    if (name === "tiles" && this.tiles) visible ? this.tiles.addTo(this._map) : this.tiles.remove();
    visible ? this.#hidden.delete(name) : this.#hidden.add(name);
    this.redraw();
  }

  /** Bounds of the border. @returns {L.LatLngBounds} */
  bounds() {
    const bounds = L.latLngBounds([]);
    for (const { box } of this.outlines.get("line") ?? []) bounds.extend([latOf(box[3]), lonOf(box[0])]).extend([latOf(box[1]), lonOf(box[2])]);
    return bounds;
  }

  /** @param {CanvasRenderingContext2D} context @param {L.Point} origin @param {L.Point} size */
  paint(context, origin, size) {
    const world = worldSize(this._map.getZoom());
    const pen = { context, world, x: origin.x, y: origin.y, width: size.x, height: size.y };
    context.lineCap = context.lineJoin = "round";
    const bare = this.tiles !== undefined && !this.#hidden.has("tiles");
    for (const [name, key, look] of GROUND) {
      if (this.#hidden.has(name)) continue;
      for (const outline of this.outlines.get(key) ?? []) if (isSeen(outline, pen)) drawOutline(pen, outline, look(outline.properties), bare && key === "regions");
    }
  }
}

/** Unit coordinates times `world`, less x and y, are pixels of the canvas. @typedef {{context: CanvasRenderingContext2D, world: number, x: number, y: number, width: number, height: number}} Pen */

/** @param {Outline} outline @param {Pen} pen */
function isSeen({ box }, { world, x, y, width, height }) {
  return box[0] * world < x + width && box[2] * world > x && box[1] * world < y + height && box[3] * world > y;
}

/** @param {Pen} pen @param {Outline} outline @param {Look} look @param {boolean} bare without its fill */
function drawOutline(pen, { parts, closed }, { fill, line, weight = 1, opacity = 1, dash = [] }, bare) {
  const { context } = pen;
  if (fill && !bare) {
    context.beginPath();
    for (const part of parts) trace(pen, part, closed, false);
    context.fillStyle = colour(fill);
    context.fill("evenodd");
  }
  if (!line) return;
  context.beginPath();
  for (const part of parts) trace(pen, part, closed, true);
  context.strokeStyle = colour(line);
  context.lineWidth = weight;
  context.globalAlpha = opacity;
  context.setLineDash(dash);
  context.stroke();
  context.globalAlpha = 1;
}

/** Points that lie closer than can be seen are left out, and of a line also the stretches beyond the canvas: dashes along them take long. @param {Pen} pen @param {Float64Array} part @param {boolean} closed @param {boolean} asLine */
function trace({ context, world, x, y, width, height }, part, closed, asLine) {
  let [beforeX, beforeY, beside, penDown] = [NaN, NaN, 0, false];
  const last = part.length - 2;
  for (let at = 0; at <= last; at += 2) {
    const px = part[at] * world - x;
    const py = part[at + 1] * world - y;
    if (Math.abs(px - beforeX) < FINEST && Math.abs(py - beforeY) < FINEST && at < last) continue;
    const side = asLine ? (px < -8 ? 1 : px > width + 8 ? 2 : 0) | (py < -8 ? 4 : py > height + 8 ? 8 : 0) : 0;
    const away = at > 0 && (side & beside) !== 0;
    if (!away && !penDown && at > 0) context.moveTo(beforeX, beforeY);
    if (at === 0) context.moveTo(px, py);
    else if (!away) context.lineTo(px, py);
    [beforeX, beforeY, beside, penDown] = [px, py, side, !away];
  }
  if (closed && !asLine) context.closePath();
}

/** @param {any} properties @returns {Look} */
function regionLook({ role, disputed }) {
  const near = role === "border";
  return { fill: disputed ? "land-disputed" : near ? "land-near" : "land-far", line: "region-line", weight: near ? 1 : 0.6, dash: disputed ? [3, 3] : [] };
}
