// Names of towns, regions and rivers: the weightiest first, and none over another.

/** @import { App } from "./app.js" */
import L from "leaflet";
import { el } from "./dom.js";
import { drawGraticule } from "./graticule.js";
import { labelPoint } from "./polygon.js";
import { unitX, unitY, worldSize } from "./project.js";
import { colour } from "./theme.js";

/** @typedef {{kind: "town" | "region" | "river", x: number, y: number, weight: number, names: Map<string, string>, name: string}} Label */
/** @typedef {[left: number, top: number, right: number, bottom: number]} Box */

/** Least population of a town that is drawn at a zoom. */
const LEAST = new Map([[5, 600_000], [6, 200_000], [7, 50_000], [8, 20_000], [9, 8_000], [10, 1_500]]);
/** Quarters of a city weigh no more than this, so that they come with the villages. */
const PART = 1_000;
const SAME = 4 / 25_000;
const NEAR = 12 / 25_000; // of the unit square: 12 km at 51° north
const FONT = '"Helvetica Neue", "Segoe UI", "Noto Sans", Arial, sans-serif';
const GAP = 3;
const REST = 160; // ms that the marks stay as they are before names give way to them

export class Labels extends L.Renderer {
  #rest;
  /** Names of curated places by the name that a gazetteer has, made when first asked for. @type {Map<string, Map<string, string>> | null} */
  #curated = null;

  /** @param {App} app */
  constructor(app) {
    super({ pane: "gm-labels", padding: 0.25 });
    this.app = app;
    this.canvas = el("canvas", { "aria-hidden": "true" });
    /** @type {Set<string>} kinds of labels that are switched off */
    this.hidden = new Set();
    /** What names must not be written under, in pixels of the map's layers. @type {() => Box[]} */
    this.covered = () => [];
    this.#rest = 0;
    this.labels = [...regionLabels(app), ...townLabels(app), ...riverLabels(app)].sort((a, b) => b.weight - a.weight);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (changes.has("theme") || changes.has("lang")) this._update();
    else if (changes.has("filter") || changes.has("view")) this.#giveWay();
  }

  /** Marks have moved: once they rest, names step aside. */
  #giveWay() {
    clearTimeout(this.#rest);
    this.#rest = window.setTimeout(() => this._update(), REST);
  }

  /** @param {string} name @param {boolean} visible */
  show(name, visible) {
    visible ? this.hidden.delete(name) : this.hidden.add(name);
    this._update();
  }

  _initContainer() {
    this._container = this.canvas;
  }

  _destroyContainer() {
    this.canvas.remove();
  }

  _updatePaths() {} // a renderer is asked for this; there are no paths here

  _update() {
    const self = /** @type {any} */ (this); // a renderer's insides are not in Leaflet's types
    if (!this._map || (self._map._animatingZoom && self._bounds)) return;
    // @ts-expect-error
    super._update();
    const { min } = self._bounds;
    const size = self._bounds.getSize();
    const ratio = window.devicePixelRatio || 1;
    const canvas = this.canvas;
    L.DomUtil.setPosition(canvas, min);
    canvas.width = size.x * ratio;
    canvas.height = size.y * ratio;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.scale(ratio, ratio);
    const covered = this.covered().map(([left, top, right, bottom]) => /** @type {Box} */ ([left - min.x, top - min.y, right - min.x, bottom - min.y]));
    this.#draw(context, min.add(this._map.getPixelOrigin()), size, covered);
  }

  /** @param {CanvasRenderingContext2D} context @param {L.Point} origin in world pixels @param {L.Point} size @param {Box[]} covered */
  #draw(context, origin, size, covered) {
    const zoom = this._map.getZoom();
    const least = LEAST.get(Math.round(zoom)) ?? (zoom < 5 ? 1_000_000 : 0);
    if (!this.app.layers.line && !this.app.head.tiles) drawGraticule(context, origin, size, this.#seen(origin), zoom, `11px ${FONT}`);
    const taken = [...covered];
    for (const label of this.labels) {
      if (this.hidden.has(label.kind) || (label.kind === "town" && label.weight < least)) continue;
      const x = label.x * worldSize(zoom) - origin.x;
      const y = label.y * worldSize(zoom) - origin.y;
      if (x > -80 && y > -20 && x < size.x + 80 && y < size.y + 20) this.#place(context, label, x, y, covered, taken);
    }
  }

  /** The part of the canvas that is on screen. @param {L.Point} origin */
  #seen(origin) {
    const { min, max } = /** @type {{min: L.Point, max: L.Point}} */ (this._map.getPixelBounds());
    return { left: min.x - origin.x, top: min.y - origin.y, right: max.x - origin.x, bottom: max.y - origin.y };
  }

  /** In the page's language: as the map's data has it, else as the curated places have it. @param {Label} label */
  #name({ name, names }) {
    const { lang } = this.app.state;
    if (lang === this.app.languages[0].code) return names.get(lang) ?? name;
    this.#curated ??= new Map(this.app.store.places.map((place) => [place.name, new Map(Object.entries(place.names ?? {}))]));
    return names.get(lang) ?? this.#curated.get(name)?.get(lang) ?? name;
  }

  /** @param {CanvasRenderingContext2D} context @param {Label} label @param {number} x @param {number} y @param {Box[]} covered @param {Box[]} taken */
  #place(context, label, x, y, covered, taken) {
    const text = this.#name(label);
    const look = lookOf(label);
    context.font = look.font;
    context.letterSpacing = look.spacing;
    const width = context.measureText(look.upper ? text.toLocaleUpperCase(this.app.state.lang) : text).width;
    const hidden = covered.some((box) => x > box[0] && x < box[2] && y > box[1] && y < box[3]);
    const spot = spots(label.kind, x, y, width, look.height, hidden).find((box) => !taken.some((other) => overlap(box, other)));
    if (label.kind === "town") dot(context, x, y, look.dot);
    if (!spot) return;
    taken.push(spot);
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.strokeStyle = colour("label-halo");
    context.fillStyle = colour(look.colour);
    context.textBaseline = "middle";
    const drawn = look.upper ? text.toLocaleUpperCase(this.app.state.lang) : text;
    context.strokeText(drawn, spot[0], (spot[1] + spot[3]) / 2);
    context.fillText(drawn, spot[0], (spot[1] + spot[3]) / 2);
  }
}

/** @param {Label} label */
function lookOf({ kind, weight }) {
  if (kind === "region") return { font: `600 11px ${FONT}`, spacing: "1.6px", height: 14, upper: true, colour: "label-region", dot: 0 };
  if (kind === "river") return { font: `italic 11px ${FONT}`, spacing: "0.4px", height: 13, upper: false, colour: "label-water", dot: 0 };
  const large = weight >= 200_000;
  return { font: `${large ? 600 : 400} ${large ? 13 : 11.5}px ${FONT}`, spacing: "0px", height: 14, upper: false, colour: "label-town", dot: large ? 3 : 2 };
}

/** Boxes where the text may stand, the best first; beside the mark where one hides the town's dot. @param {string} kind @param {number} x @param {number} y @param {number} width @param {number} height @param {boolean} hidden @returns {Box[]} */
function spots(kind, x, y, width, height, hidden) {
  const at = (/** @type {number} */ left, /** @type {number} */ middle) => /** @type {Box} */ ([left, middle - height / 2, left + width, middle + height / 2]);
  if (kind !== "town") return [at(x - width / 2, y), at(x - width / 2, y - 18), at(x - width / 2, y + 18)];
  const near = [at(x + 6, y), at(x - 6 - width, y), at(x - width / 2, y - 11), at(x - width / 2, y + 12)];
  if (!hidden) return near;
  return [...near, ...[24, 32, 42].flatMap((out) => [at(x + out, y), at(x - width / 2, y - out), at(x - width / 2, y + out), at(x - out - width, y)])];
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius */
function dot(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour("label-halo");
  context.strokeStyle = colour("label-town");
  context.lineWidth = 1.2;
  context.fill();
  context.stroke();
}

/** @param {Box} a @param {Box} b */
function overlap(a, b) {
  return a[0] < b[2] + GAP && b[0] < a[2] + GAP && a[1] < b[3] + GAP && b[1] < a[3] + GAP;
}

/** Names by language: name_xx. @param {Record<string, any>} properties */
export function namesOf(properties) {
  const named = Object.entries(properties).filter(([key, value]) => /^name_[a-z]{2}$/.test(key) && value);
  return new Map(named.map(([key, value]) => [key.slice(5), String(value)]));
}

/** @param {string} kind @param {Record<string, any> | null} properties @param {number[]} point @param {number} weight @returns {Label} */
function label(kind, properties, point, weight) {
  return { kind: /** @type {Label["kind"]} */ (kind), x: unitX(point[0]), y: unitY(point[1]), weight, names: namesOf(properties ?? {}), name: String(properties?.name ?? "") };
}

/** @param {App} app */
function townLabels({ layers }) {
  const towns = (layers.towns?.features ?? []).map(({ properties, geometry }) =>
    label("town", properties, /** @type {any} */ (geometry).coordinates, Number(properties?.population) || 0),
  );
  const named = towns.filter((town) => !towns.some((other) => isSameTown(town, other)));
  return named.map((town) => (towns.some((other) => isPartOf(town, other)) ? { ...town, weight: Math.min(town.weight, PART) } : town));
}

/** One entry for a town is enough: the longer name gives way ("Gorod Shebekino", "Shebekino"). @param {Label} town @param {Label} other */
function isSameTown(town, other) {
  const [name, short] = [town.name.toLowerCase(), other.name.toLowerCase()];
  return name.length > short.length && short !== "" && name.split(/[\s-]+/).includes(short) && Math.hypot(town.x - other.x, town.y - other.y) < SAME;
}

/** Gazetteers list the quarters of a city beside it. @param {Label} town @param {Label} other */
function isPartOf(town, other) {
  const near = Math.hypot(town.x - other.x, town.y - other.y) < NEAR;
  return near && other.weight > 2 * town.weight;
}

/** @param {App} app */
function regionLabels({ layers }) {
  return (layers.regions?.features ?? []).flatMap(({ properties, geometry }) => {
    const point = labelPoint(geometry);
    return point ? [label("region", properties, point, properties?.role === "border" ? 400_000 : 150_000)] : [];
  });
}

/** @param {App} app */
function riverLabels({ layers }) {
  return (layers.rivers?.features ?? []).flatMap(({ properties, geometry }) => {
    const lines = geometry.type === "LineString" ? [geometry.coordinates] : geometry.type === "MultiLineString" ? geometry.coordinates : [];
    const longest = lines.sort((a, b) => b.length - a.length)[0];
    return longest ? [label("river", properties, longest[Math.floor(longest.length / 2)], 60_000)] : [];
  });
}
