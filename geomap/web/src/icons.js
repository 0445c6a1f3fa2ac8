// Signs of the page's own controls, where there is no room for words.

import { el, svg } from "./dom.js";

/** Lines in a box of 18 by 18. @type {Map<string, string>} */
const ICONS = new Map([
  ["share", "M9 11V2M5.5 5.2 9 1.8l3.5 3.4M3 9v6.5h12V9"],
  ["layers", "M9 2 16.5 6 9 10 1.5 6ZM1.5 10.5l7.5 4 7.5-4"],
  ["legend", "M2 4h1.5M2 9h1.5M2 14h1.5M7 4h9M7 9h9M7 14h9"],
  ["about", "M9 1.5a7.5 7.5 0 1 0 .01 0ZM9 8v5M9 5v.2"],
]);

/** A control's sign and its word; the style sheet shows what there is room for. @param {string} name @param {string} text */
export function labelled(name, text) {
  const sign = svg("svg", { class: "gm-icon", viewBox: "0 0 18 18", width: 18, height: 18, "aria-hidden": "true" }, svg("path", { d: ICONS.get(name) }));
  return [sign, el("span", { class: "gm-word", text })];
}
