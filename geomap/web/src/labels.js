// Names of towns, regions and rivers: the weightiest first, and none over another.

/** @import { App } from "./app.js" */
import { Canvas } from "./canvas.js";
import { drawGraticule } from "./graticule.js";
import { linesOf, walked } from "./layers.js";
import { localName } from "./names.js";
import { unitX, unitY, worldSize } from "./project.js";
import { colour } from "./theme.js";

/** @typedef {{kind: "town" | "region" | "river", x: number, y: number, weight: number, properties: Record<string, any>, name: string}} Label */
/** @typedef {[left: number, top: number, right: number, bottom: number]} Box */

/** Least population of a town that is drawn at a zoom. */
const LEAST = new Map([[5, 600_000], [6, 200_000], [7, 50_000], [8, 20_000], [9, 8_000], [10, 1_500]]);
/** Quarters of a city weigh no more than this, so that they come with the villages. */
const PART = 1_000;
const SAME = 4 / 25_000;
const NEAR = 12 / 25_000; // of the unit square: 12 km at 51° north
const AROUND = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => [dx, dy]));
const FONT = '"Helvetica Neue", "Segoe UI", "Noto Sans", Arial, sans-serif';
const GAP = 3;
const REST = 160; // ms that the marks stay as they are before names give way to them

export class Labels extends Canvas {
  #rest;
  /** What the context is set to. @type {typeof REGION | null} */
  #look = null;
  /** Names of curated places by the name that a gazetteer has, made when first asked for. @type {Map<string, Map<string, string>> | null} */
  #curated = null;

  /** @param {App} app */
  constructor(app) {
    super("gm-labels");
    this.app = app;
    this.spoken = spoken(app);
    /** @type {Set<string>} kinds of labels that are switched off */
    this.hidden = new Set();
    /** What names must not be written under, in pixels of the map's layers. @type {() => Box[]} */
    this.covered = () => [];
    this.#rest = 0;
    this.labels = [...regionLabels(app), ...townLabels(app), ...riverLabels(app)].sort((a, b) => b.weight - a.weight);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (this.spoken !== spoken(this.app)) {
      this.spoken = spoken(this.app);
      this.redraw();
    } else if (changes.has("filter") || changes.has("view")) this.#giveWay();
  }

  /** Marks have moved: once they rest, names step aside. */
  #giveWay() {
    clearTimeout(this.#rest);
    this.#rest = window.setTimeout(() => this.redraw(), REST);
  }

  /** @param {string} name @param {boolean} visible */
  show(name, visible) {
    visible ? this.hidden.delete(name) : this.hidden.add(name);
    this.redraw();
  }

  /** @param {CanvasRenderingContext2D} context @param {import("leaflet").Point} origin @param {import("leaflet").Point} size */
  paint(context, origin, size) {
    const zoom = this._map.getZoom();
    const world = worldSize(zoom);
    const least = LEAST.get(Math.round(zoom)) ?? (zoom < 5 ? 1_000_000 : 0);
    const seen = this.#seen(origin);
    if (!this.app.layers.line && !this.app.head.tiles) drawGraticule(context, origin, size, seen, zoom, `11px ${FONT}`);
    const corner = origin.subtract(this._map.getPixelOrigin());
    const covered = this.covered().map(([left, top, right, bottom]) => /** @type {Box} */ ([left - corner.x, top - corner.y, right - corner.x, bottom - corner.y]));
    const taken = [...covered];
    this.#look = null; // a new canvas has no font yet
    for (const label of this.labels) {
      if (this.hidden.has(label.kind) || (label.kind === "town" && label.weight < least)) continue;
      const x = label.x * world - origin.x;
      const y = label.y * world - origin.y;
      if (x > -80 && y > -20 && x < size.x + 80 && y < size.y + 20) this.#place(context, label, x, y, seen, covered, taken);
    }
  }

  /** The part of the canvas that is on screen. @param {import("leaflet").Point} origin */
  #seen(origin) {
    const { min, max } = /** @type {{min: import("leaflet").Point, max: import("leaflet").Point}} */ (this._map.getPixelBounds());
    return { left: min.x - origin.x, top: min.y - origin.y, right: max.x - origin.x, bottom: max.y - origin.y };
  }

  /** In the page's language: as the map's data has it, else as the curated places have it, else as it is called there. @param {Label} label */
  #name({ name, properties }) {
    const { lang } = this.app.state;
    const own = String(properties[`name_${lang}`] || "");
    if (own || lang === this.app.languages[0].code) return own || name;
    this.#curated ??= new Map(this.app.store.places.map((place) => [place.name, new Map(Object.entries(place.names ?? {}))]));
    return this.#curated.get(name)?.get(lang) || localName(this.app, properties) || name;
  }

  /** @param {CanvasRenderingContext2D} context @param {Label} label @param {number} x @param {number} y @param {{left: number, right: number}} seen @param {Box[]} covered @param {Box[]} taken */
  #place(context, label, x, y, seen, covered, taken) {
    const look = lookOf(label);
    const text = look.upper ? this.#name(label).toLocaleUpperCase(this.app.state.lang) : this.#name(label);
    const width = this.#width(context, text, look);
    const hidden = covered.some((box) => x > box[0] && x < box[2] && y > box[1] && y < box[3]);
    const middle = label.kind === "region" ? whole(x, width, seen) : x;
    const spot = spots(label.kind, middle, y, width, look.height, hidden).find((box) => !taken.some((other) => overlap(box, other)));
    if (label.kind === "town") dot(context, x, y, look.dot);
    if (!spot) return;
    taken.push(spot);
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.strokeStyle = colour("label-halo");
    context.fillStyle = colour(look.colour);
    context.textBaseline = "middle";
    context.strokeText(text, spot[0], (spot[1] + spot[3]) / 2);
    context.fillText(text, spot[0], (spot[1] + spot[3]) / 2);
  }

  /** Pixels of a text in the font that it is to be written in, which is set. @param {CanvasRenderingContext2D} context @param {string} text @param {typeof REGION} look */
  #width(context, text, look) {
    if (this.#look !== look) {
      context.font = look.font; // takes a browser long, and most names have that of the one before
      context.letterSpacing = look.spacing;
      this.#look = look;
    }
    return context.measureText(text).width;
  }
}

/** What names are written in. @param {App} app */
const spoken = ({ state }) => `${state.lang} ${state.theme}`;

const REGION = { font: `600 11px ${FONT}`, spacing: "1.6px", height: 14, upper: true, colour: "label-region", dot: 0 };
const RIVER = { font: `italic 11px ${FONT}`, spacing: "0.4px", height: 13, upper: false, colour: "label-water", dot: 0 };
const TOWN = { font: `400 11.5px ${FONT}`, spacing: "0px", height: 14, upper: false, colour: "label-town", dot: 2 };
const CITY = { ...TOWN, font: `600 13px ${FONT}`, dot: 3 };

/** @param {Label} label */
const lookOf = ({ kind, weight }) => (kind === "region" ? REGION : kind === "river" ? RIVER : weight >= 200_000 ? CITY : TOWN);

/** The middle of a text that the edge of the window would cut, moved in so far that it does not. @param {number} x @param {number} width @param {{left: number, right: number}} seen */
function whole(x, width, { left, right }) {
  const half = width / 2 + GAP;
  const inside = Math.max(left + half, Math.min(right - half, x));
  return Math.abs(inside - x) < 2 * half ? inside : x; // else nothing of it is seen
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

/** @param {string} kind @param {Record<string, any> | null} properties @param {number[]} point @param {number} weight @returns {Label} */
function label(kind, properties, point, weight) {
  return { kind: /** @type {Label["kind"]} */ (kind), x: unitX(point[0]), y: unitY(point[1]), weight, properties: properties ?? {}, name: String(properties?.name ?? "") };
}

/** @param {App} app */
function townLabels({ layers }) {
  const towns = (layers.towns?.features ?? []).map(({ properties, geometry }) =>
    label("town", properties, /** @type {any} */ (geometry).coordinates, Number(properties?.population) || 0),
  );
  const near = neighbours(towns);
  const named = towns.filter((town) => !near(town).some((other) => isSameTown(town, other)));
  return named.map((town) => (near(town).some((other) => isPartOf(town, other)) ? { ...town, weight: Math.min(town.weight, PART) } : town));
}

/** Finds the towns about a town, in time for many of them. @param {Label[]} towns */
function neighbours(towns) {
  const cell = (/** @type {number} */ x, /** @type {number} */ y) => `${Math.floor(x / NEAR)},${Math.floor(y / NEAR)}`;
  /** @type {Map<string, Label[]>} */
  const cells = new Map();
  for (const town of towns) cells.set(cell(town.x, town.y), [...(cells.get(cell(town.x, town.y)) ?? []), town]);
  return (/** @type {Label} */ { x, y }) => AROUND.flatMap(([dx, dy]) => cells.get(cell(x + dx * NEAR, y + dy * NEAR)) ?? []);
}

/** One entry for a town is enough: the longer name gives way ("Gorod Shebekino", "Shebekino"). @param {Label} town @param {Label} other */
function isSameTown(town, other) {
  if (town.name.length <= other.name.length || Math.hypot(town.x - other.x, town.y - other.y) >= SAME) return false;
  const [name, short] = [town.name.toLowerCase(), other.name.toLowerCase()];
  return short !== "" && name.split(/[\s-]+/).includes(short);
}

/** Gazetteers list the quarters of a city beside it. @param {Label} town @param {Label} other */
function isPartOf(town, other) {
  const near = Math.hypot(town.x - other.x, town.y - other.y) < NEAR;
  return near && other.weight > 2 * town.weight;
}

/** @param {App} app */
function regionLabels({ layers }) {
  return (layers.regions?.features ?? []).map(({ properties }) => label("region", properties, properties?.spot, properties?.role === "border" ? 400_000 : 150_000));
}

/** @param {App} app */
function riverLabels({ layers }) {
  return (layers.rivers?.features ?? []).flatMap(({ properties, geometry }) => {
    const longest = linesOf(/** @type {any} */ (geometry)?.steps ?? []).sort((a, b) => b.length - a.length)[0];
    return longest?.length ? [label("river", properties, walked(longest)[Math.floor(longest.length / 4)], 60_000)] : [];
  });
}
