// Where in an outline its name can stand.

/** @typedef {import("geojson").Geometry} Geometry */
/** @typedef {[number, number]} Point */

const STEPS = 8;
const ENOUGH = 160; // points of a ring

/** Outer rings first in each polygon. @param {Geometry | null} geometry @returns {number[][][][]} */
export function polygonsOf(geometry) {
  if (geometry?.type === "Polygon") return [geometry.coordinates];
  return geometry?.type === "MultiPolygon" ? geometry.coordinates : [];
}

/** The point inside the largest polygon that is far from its edge, nearly; null where there is none. @param {Geometry | null} geometry @returns {Point | null} */
export function labelPoint(geometry) {
  const outline = [...polygonsOf(geometry)].sort((a, b) => boxArea(b[0]) - boxArea(a[0]))[0];
  if (!outline) return null;
  const largest = outline.map(thinned);
  const [west, south, east, north] = box(largest[0]);
  let best = /** @type {Point} */ ([(west + east) / 2, (south + north) / 2]);
  let reach = -Infinity;
  let [width, height] = [(east - west) / 2, (north - south) / 2];
  for (let round = 0; round < 3; round++) {
    const [x, y] = best;
    for (let column = -STEPS; column <= STEPS; column++)
      for (let line = -STEPS; line <= STEPS; line++) {
        /** @type {Point} */
        const point = [x + (width * column) / STEPS, y + (height * line) / STEPS];
        const depth = edgeDistance(point, largest, reach);
        if (depth > reach && inside(point, largest)) [best, reach] = [point, depth];
      }
    [width, height] = [width / STEPS, height / STEPS];
  }
  return best;
}

/** Every nth point, enough to find the middle by. @param {number[][]} ring */
function thinned(ring) {
  const step = Math.ceil(ring.length / ENOUGH);
  return ring.filter((_, at) => at % step === 0 || at === ring.length - 1);
}

/** @param {number[][]} ring @returns {[number, number, number, number]} west, south, east, north */
export function box(ring) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of ring) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  return [west, south, east, north];
}

/** Even-odd rule over all rings. @param {Point} point @param {number[][][]} rings */
export function inside([x, y], rings) {
  let odd = false;
  for (const ring of rings)
    for (let at = 0, before = ring.length - 1; at < ring.length; before = at++) {
      const ax = ring[at][0];
      const ay = ring[at][1];
      const bx = ring[before][0];
      const by = ring[before][1];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
    }
  return odd;
}

/** @param {number[][]} ring */
function boxArea(ring) {
  const [west, south, east, north] = box(ring);
  return (east - west) * (north - south);
}

/** Squared, with longitudes shrunk as at the point's latitude; 0 where it is `enough` or less. @param {Point} point @param {number[][][]} rings @param {number} enough */
function edgeDistance([x, y], rings, enough) {
  const shrink = Math.cos((y * Math.PI) / 180);
  let least = Infinity;
  for (const ring of rings)
    for (let at = 1; at < ring.length; at++) {
      const ax = (ring[at - 1][0] - x) * shrink;
      const ay = ring[at - 1][1] - y;
      const dx = (ring[at][0] - x) * shrink - ax;
      const dy = ring[at][1] - y - ay;
      const along = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
      least = Math.min(least, (ax + along * dx) ** 2 + (ay + along * dy) ** 2);
      if (least <= enough) return 0;
    }
  return least;
}
