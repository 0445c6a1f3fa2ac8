// Which part of the map a reader sees: its window without what lies over it; and where in an area a sign may stand.

/** @import L from "leaflet" */
/** @typedef {import("./types.js").Area} Area */
/** @typedef {[lon: number, lat: number]} Position */
/** @typedef {{left: number, top: number, width: number, height: number, float: boolean}} Over */

const OVER = ".gm-float, .gm-panel, .leaflet-control-zoom, .leaflet-control-scale";
const ACROSS = 24; // points tried along each side of a region
const MOST = 200; // and along a stretch of the border

export class Room {
  /** What lies over the map, in pixels of its window; measured when asked for. @type {Over[] | null} */
  #over = null;

  /** @param {L.Map} map @param {() => void} changed */
  constructor(map, changed) {
    this.map = map;
    map.on("moveend resize", () => {
      this.#over = null;
      changed();
    });
    document.addEventListener("toggle", () => this.#toggled() && changed(), { capture: true });
  }

  /** Whether another part of the map is seen since something was opened or shut; of the legend that is open at first a browser tells too. */
  #toggled() {
    const before = this.#over;
    if (!before || this.#measured().some((box) => this.#isPassing(box))) return false;
    this.#over = this.#measured();
    return JSON.stringify(before) !== JSON.stringify(this.#over);
  }

  /** A legend over most of a small map is soon shut again. @param {Over} box */
  #isPassing({ float, width }) {
    return float && width >= this.map.getSize().x / 2;
  }

  /** Whether a sign of so many pixels about a point of the map's layers can be seen whole. @param {L.Point} point @param {number} size */
  shows(point, size) {
    const { x, y } = this.map.layerPointToContainerPoint(point);
    const window = this.map.getSize();
    const reach = size / 2 + 2;
    if (x < reach || y < reach || x > window.x - reach || y > window.y - reach) return false;
    return (this.#over ??= this.#measured()).every((box) => this.#isPassing(box) || x + reach <= box.left || x - reach >= box.left + box.width || y + reach <= box.top || y - reach >= box.top + box.height);
  }

  /** @returns {Over[]} */
  #measured() {
    const window = this.map.getContainer().getBoundingClientRect();
    return [...document.querySelectorAll(OVER)].map((node) => {
      const { left, top, width, height } = node.getBoundingClientRect();
      return { left: left - window.left, top: top - window.top, width, height, float: node.matches(".gm-float") };
    });
  }
}

/** Positions that lie in an area. @param {Area} area @param {import("geojson").Feature[]} regions @returns {Position[]} */
export function insideOf(area, regions) {
  if (area.kind === "regions") return regions.flatMap(({ geometry }) => ("coordinates" in geometry ? gridInside(ringsOf(geometry.coordinates)) : []));
  if (area.kind === "segment") return thinned(/** @type {Position[]} */ (area.lines.flat()));
  return area.kind === "disc" ? around(area) : [];
}

/** Some of the positions, evenly, where there are many. @param {Position[]} positions */
const thinned = (positions) => positions.filter((_, at) => at % Math.ceil(positions.length / MOST) === 0);

/** The rings of coordinates at any depth. @param {any[]} coordinates @returns {number[][][]} */
const ringsOf = (coordinates) => (Array.isArray(coordinates[0]?.[0]) ? coordinates.flatMap(ringsOf) : [coordinates]);

/** Points of a grid inside rings; a hole is inside an even number of them. @param {number[][][]} rings @returns {Position[]} */
function gridInside(rings) {
  const [west, south, east, north] = boundsOf(rings);
  /** @type {Position[]} */
  const found = [];
  for (let row = 1; row < ACROSS; row++) {
    const lat = south + ((north - south) * row) / ACROSS;
    const crossed = rings.flatMap((ring) => crossings(ring, lat)).sort((a, b) => a - b);
    for (let column = 1; column < ACROSS; column++) {
      const lon = west + ((east - west) * column) / ACROSS;
      if (crossed.filter((at) => at < lon).length % 2) found.push([lon, lat]);
    }
  }
  return found;
}

/** Longitudes at which a ring crosses a parallel. @param {number[][]} ring @param {number} lat */
function crossings(ring, lat) {
  const found = [];
  for (let at = 1; at < ring.length; at++) {
    const [[x0, y0], [x1, y1]] = [ring[at - 1], ring[at]];
    if (y0 > lat !== y1 > lat) found.push(x0 + ((lat - y0) / (y1 - y0)) * (x1 - x0));
  }
  return found;
}

/** @param {number[][][]} rings */
function boundsOf(rings) {
  const bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings)
    for (const [x, y] of ring) {
      bounds[0] = Math.min(bounds[0], x);
      bounds[1] = Math.min(bounds[1], y);
      bounds[2] = Math.max(bounds[2], x);
      bounds[3] = Math.max(bounds[3], y);
    }
  return bounds;
}

/** Its middle and points half way out. @param {{lat: number, lon: number, radius_km: number}} disc @returns {Position[]} */
function around({ lat, lon, radius_km }) {
  const out = radius_km / 111.3 / 2;
  const turns = [0, 1, 2, 3, 4, 5, 6, 7].map((eighth) => (eighth * Math.PI) / 4);
  return [[lon, lat], ...turns.map((turn) => /** @type {Position} */ ([lon + (out * Math.sin(turn)) / Math.cos((lat * Math.PI) / 180), lat + out * Math.cos(turn)]))];
}
