// Which part of the world is on screen.

/** @import { App } from "./app.js" */
/** @import { Areas } from "./areas.js" */
/** @import { Base } from "./base.js" */
import L from "leaflet";
import { button } from "./dom.js";
import { icon } from "./icons.js";
import { latOf, lonOf } from "./project.js";

const SAMPLE = 4_000; // places that tell where most are

/** A button beside those for zooming that brings back what is shown: the way home, and to what a search found. */
export class FitButton {
  /** @param {App} app @param {L.Map} map @param {Base} base @param {Areas} areas @param {HTMLElement} panel */
  constructor(app, map, base, areas, panel) {
    this.app = app;
    this.map = map;
    this.node = button({ class: "gm-fit", on: { click: () => fit(app, map, base, areas, panel) } }, icon("fit"));
    L.DomEvent.disableClickPropagation(this.node);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (!changes.has("lang")) return; // only then are Leaflet's buttons made anew
    this.node.title = this.app.t("zoom.fit");
    this.node.setAttribute("aria-label", this.node.title);
    this.map.zoomControl.getContainer()?.append(this.node);
  }
}

/** Show all events that pass the filters; the first view where all do. @param {App} app @param {L.Map} map @param {Base} base @param {Areas} areas @param {HTMLElement} panel */
function fit(app, map, base, areas, panel) {
  const bounds = app.isNarrowed() ? shownBounds(app, areas) : null;
  if (!bounds) return frame(map, app.store, base, legendWidth(), panel);
  if (bounds.isValid()) map.fitBounds(bounds, { animate: !app.calm, maxZoom: 10, ...margins(panel) });
}

/** @param {App} app @param {Areas} areas */
function shownBounds({ store, selection }, areas) {
  const bounds = L.latLngBounds(areas.shownSpots());
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let row = 0; row < store.count; row++) {
    const [x, y] = [store.x[row], store.y[row]];
    if (selection.mask[row] !== 0 || Number.isNaN(x)) continue;
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < north) north = y;
    if (y > south) south = y;
  }
  return west <= east ? bounds.extend([latOf(north), lonOf(west)]).extend([latOf(south), lonOf(east)]) : bounds;
}

/** What the panel and an open legend leave of the map. @param {HTMLElement} panel @returns {L.FitBoundsOptions} */
const margins = (panel) => ({ paddingTopLeft: [60, 60], paddingBottomRight: [60 + legendWidth(), 60 + sheetHeight(panel)] });

/** Pixels that the legend takes from the map, if there is map beside it. */
function legendWidth() {
  const legend = document.querySelector(".gm-legend[open]");
  const [width, whole] = [legend, document.querySelector(".gm-stage")].map((node) => node?.getBoundingClientRect().width ?? 0);
  return width < whole / 2 ? width : 0;
}

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
  map.panInside(place, { ...margins(panel), animate: !calm });
}

/** Pixels of the map's foot that a sheet covers. @param {HTMLElement} panel */
function sheetHeight(panel) {
  const stage = document.querySelector(".gm-stage")?.getBoundingClientRect();
  const { top, left } = panel.getBoundingClientRect();
  return stage && left >= stage.left ? Math.min(stage.height - 120, Math.max(0, stage.bottom - top)) : 0;
}
