// Which part of the world is on screen.

/** @import { App } from "./app.js" */
/** @import { Base } from "./base.js" */
import L from "leaflet";
import { latOf, lonOf } from "./project.js";

const SAMPLE = 4_000; // places that tell where most are

/** Show where the events are, all but the outermost few; else the border; else the world. @param {L.Map} map @param {import("./store.js").Store} store @param {Base} base @param {number} covered pixels on the right @param {HTMLElement | null} panel */
export function frame(map, { x, y }, base, covered, panel) {
  const sheet = panel ? sheetHeight(panel) : 0;
  const [west, east] = middlePart(x).map(lonOf);
  const [north, south] = middlePart(y).map(latOf);
  const events = Number.isFinite(west) ? L.latLngBounds([south, west], [north, east]) : base.bounds();
  if (events.isValid()) map.fitBounds(events, { animate: false, maxZoom: 10, paddingTopLeft: [40, 40], paddingBottomRight: [40 + covered, 40 + sheet] });
  else map.setView([30, 10], 3, { animate: false });
}

/** The range that holds nine tenths of the numbers; NaN where there is none. @param {Float64Array} numbers */
function middlePart(numbers) {
  const step = Math.ceil(numbers.length / SAMPLE); // sorting a million takes longer than drawing them
  const sample = [];
  for (let row = 0; row < numbers.length; row += step) if (!Number.isNaN(numbers[row])) sample.push(numbers[row]);
  const sorted = Float64Array.from(sample).sort();
  const at = (/** @type {number} */ share) => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  return [at(0.05), at(0.95)];
}

/** Move the map as little as shows the open event beside the panel. @param {App} app @param {L.Map} map @param {HTMLElement} panel */
export function bringIntoView({ store, state, calm }, map, panel) {
  if (!store.isPinned(state.event)) return;
  const place = L.latLng(latOf(store.y[state.event]), lonOf(store.x[state.event]));
  map.panInside(place, { paddingTopLeft: [60, 60], paddingBottomRight: [60, 60 + sheetHeight(panel)], animate: !calm });
}

/** Pixels of the map's foot that a sheet covers. @param {HTMLElement} panel */
function sheetHeight(panel) {
  const stage = document.querySelector(".gm-stage")?.getBoundingClientRect();
  const { top, left } = panel.getBoundingClientRect();
  return stage && left >= stage.left ? Math.min(stage.height - 120, Math.max(0, stage.bottom - top)) : 0;
}
