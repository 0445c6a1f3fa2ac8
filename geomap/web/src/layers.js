// Lines and rings come as steps of a ten-thousandth of a degree: the other end of packing.stepped.

/** @import { Layers } from "./types.js" */

const PARTS = 10_000; // as in packing.py

/**
 * The layers with GeoJSON coordinates, unfolded in place.
 * @param {Layers} layers
 */
export function unfolded(layers) {
  for (const layer of Object.values(layers)) {
    for (const { geometry } of layer?.features ?? []) {
      if (geometry && "coordinates" in geometry && geometry.type !== "Point") geometry.coordinates = walked(geometry.coordinates);
    }
  }
  return layers;
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
