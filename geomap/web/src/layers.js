// Lines and rings come as steps of a ten-thousandth of a degree: the other end of packing.stepped.

/** @import { Layers } from "./types.js" */
import { unitX, unitY } from "./project.js";

const PARTS = 10_000; // as in packing.py

/** Lines or rings of a feature in unit coordinates x, y, x, y, …; its box is west, north, east, south. @typedef {{properties: Record<string, any>, parts: Float64Array[], closed: boolean, box: [number, number, number, number]}} Outline */

/**
 * The layers as GeoJSON. What their lines and rings are made of is walked only when it is asked for: few of them are.
 * @param {Layers} layers
 */
export function unfolded(layers) {
  for (const layer of Object.values(layers)) {
    for (const { geometry } of layer?.features ?? []) {
      if (geometry && "coordinates" in geometry && geometry.type !== "Point") unfoldLate(geometry);
    }
  }
  return layers;
}

/** @param {any} geometry */
function unfoldLate(geometry) {
  const { coordinates: steps } = geometry;
  /** @type {any[] | undefined} */
  let coordinates;
  Object.defineProperties(geometry, { steps: { value: steps }, coordinates: { enumerable: true, get: () => (coordinates ??= walked(steps)) } });
}

/**
 * [x, y, dx, dy, …] as [[lon, lat], …], at any depth.
 * @param {any[]} steps
 * @returns {any[]}
 */
export function walked(steps) {
  if (Array.isArray(steps[0])) return steps.map(walked);
  const line = new Array(steps.length / 2);
  let x = 0;
  let y = 0;
  for (let at = 0; at < line.length; at++) {
    x += steps[2 * at];
    y += steps[2 * at + 1];
    line[at] = [x / PARTS, y / PARTS];
  }
  return line;
}

/** Outlines of the lines and polygons of an unfolded layer. @param {Layers[string] | undefined} layer @returns {Outline[]} */
export function outlines(layer) {
  return (layer?.features ?? []).flatMap(({ properties, geometry }) => {
    const { steps, type } = /** @type {any} */ (geometry ?? {});
    if (!steps) return [];
    /** @type {Outline["box"]} */
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    const parts = linesOf(steps).map((line) => projected(line, box));
    return [{ properties: properties ?? {}, parts, closed: type.endsWith("Polygon"), box }];
  });
}

/** The lines of steps at any depth, as they stand. @param {any[]} steps @returns {number[][]} */
export const linesOf = (steps) => (Array.isArray(steps[0]) ? steps.flatMap(linesOf) : [steps]);

/** @param {number[]} steps @param {Outline["box"]} box grows to hold the line */
function projected(steps, box) {
  const line = new Float64Array(steps.length);
  let [west, north, east, south] = box;
  let [lon, lat] = [0, 0];
  for (let at = 0; at < line.length; at += 2) {
    const x = (line[at] = unitX((lon += steps[at]) / PARTS));
    const y = (line[at + 1] = unitY((lat += steps[at + 1]) / PARTS));
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < north) north = y;
    if (y > south) south = y;
  }
  [box[0], box[1], box[2], box[3]] = [west, north, east, south];
  return line;
}
