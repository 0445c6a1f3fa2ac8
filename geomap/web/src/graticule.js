// Lines of longitude and latitude with their degrees, for a map that has no border layer to show where it is.

import { latOf, lonOf, unitX, unitY, worldSize } from "./project.js";
import { colour } from "./theme.js";

const STEPS = [30, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];
const APART = 90; // pixels between lines at least

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{x: number, y: number}} origin world pixels of the canvas's corner
 * @param {{x: number, y: number}} size of the canvas
 * @param {{left: number, top: number, right: number, bottom: number}} seen the part of it that is on screen
 * @param {number} zoom
 * @param {string} font
 */
export function drawGraticule(context, origin, size, seen, zoom, font) {
  const world = worldSize(zoom);
  const step = STEPS.filter((degrees) => (degrees / 360) * world >= APART).at(-1) ?? STEPS[0];
  const words = (/** @type {number} */ degrees, /** @type {string} */ sides) => `${Math.abs(degrees).toFixed(step < 0.1 ? 2 : step < 1 ? 1 : 0)}°${degrees ? sides[Number(degrees < 0)] : ""}`;
  context.font = font;
  context.lineWidth = 1;
  context.textBaseline = "middle";
  context.strokeStyle = colour("region-line");
  context.fillStyle = colour("label-region");
  for (const lon of multiples(lonOf(origin.x / world), lonOf((origin.x + size.x) / world), step)) {
    const x = Math.round(unitX(lon) * world - origin.x) + 0.5;
    line(context, x, 0, x, size.y);
    context.fillText(words(lon, "EW"), x + 4, seen.bottom - 32);
  }
  for (const lat of multiples(latOf((origin.y + size.y) / world), latOf(origin.y / world), step)) {
    const y = Math.round(unitY(lat) * world - origin.y) + 0.5;
    line(context, 0, y, size.x, y);
    context.fillText(words(lat, "NS"), seen.left + 60, y - 8);
  }
}

/** Multiples of `step` from `low` to `high`, in degrees. @param {number} low @param {number} high @param {number} step */
export function multiples(low, high, step) {
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, at) => (first + at) * step);
}

/** @param {CanvasRenderingContext2D} context @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
function line(context, x0, y0, x1, y1) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
