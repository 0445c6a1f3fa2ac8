// Signs of the page's own controls, where there is no room for words.

import { el, svg } from "./dom.js";

/** Lines in a box of 18 by 18. @type {Map<string, string>} */
const ICONS = new Map([
  ["share", "M9 11V2M5.5 5.2 9 1.8l3.5 3.4M3 9v6.5h12V9"],
  ["layers", "M9 2 16.5 6 9 10 1.5 6ZM1.5 10.5l7.5 4 7.5-4"],
  ["legend", "M2 4h1.5M2 9h1.5M2 14h1.5M7 4h9M7 9h9M7 14h9"],
  ["play", "M5.5 3.5v11L14.5 9Z"],
  ["pause", "M6 4v10M12 4v10"],
  ["before", "M11 4.5 6.5 9l4.5 4.5"],
  ["after", "M7 4.5 11.5 9 7 13.5"],
  ["up", "M9 14.5v-11M4.5 8 9 3.5 13.5 8"],
  ["down", "M9 3.5v11M4.5 10 9 14.5 13.5 10"],
  ["close", "M4.5 4.5l9 9M13.5 4.5l-9 9"],
  ["locate", "M9 5.2a3.8 3.8 0 1 0 .01 0ZM9 1.5v3M9 13.5v3M1.5 9h3M13.5 9h3"],
  ["fit", "M2 6.5V2h4.5M11.5 2H16v4.5M16 11.5V16h-4.5M6.5 16H2v-4.5"],
  ["light", "M9 5.8a3.2 3.2 0 1 0 .01 0ZM9 1.4v1.4M9 15.2v1.4M1.4 9h1.4M15.2 9h1.4M3.6 3.6l1 1M13.4 13.4l1 1M14.4 3.6l-1 1M4.6 13.4l-1 1"],
  ["dark", "M14.8 11A6.4 6.4 0 0 1 7 3.2a6.4 6.4 0 1 0 7.8 7.8Z"],
  ["about", "M9 1.5a7.5 7.5 0 1 0 .01 0ZM9 8v5M9 5v.2"],
]);

/** @param {string} name @param {string} [names] classes */
export function icon(name, names = "gm-icon is-shown") {
  return svg("svg", { class: names, viewBox: "0 0 18 18", width: 18, height: 18, "aria-hidden": "true" }, svg("path", { d: ICONS.get(name) }));
}

/** A control's sign and its word; the style sheet shows what there is room for. @param {string} name @param {string} text */
export function labelled(name, text) {
  return [icon(name, "gm-icon"), el("span", { class: "gm-word", text })];
}
