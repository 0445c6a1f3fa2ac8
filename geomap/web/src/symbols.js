// Signs of events. Colour and glyph tell the type, the outline tells the status, the shape how exact
// the place is. All strokes and fills are classes of style/symbols.css, so themes and print can set them.

import { el, svg } from "./dom.js";
import { colour } from "./theme.js";

export const TYPES = ["incursion", "ground_clash", "capture", "shelling", "air_strike", "losses", "civil_measure", "statement", "other"];
/** The types among `values`, in the order of the legend; others stand at the end. @param {string[]} values */
export const inOrder = (values) => [...TYPES, ""].flatMap((type) => (values.includes(type) ? [type] : [])).concat(values.filter((value) => value !== "" && !TYPES.includes(value)));

export const STATUSES = ["corroborated", "one_side", "disputed", "denied", "unsourced"];

/** @typedef {"pin" | "ring" | "square" | "disc"} Shape */

/** Glyphs in a box of 12 by 12. @type {Map<string, string>} */
const GLYPHS = new Map([
  ["incursion", "M1 6h6.5M5 3.2 7.8 6 5 8.8M10.6 1.6v8.8"],
  ["ground_clash", "M2.6 2.6l6.8 6.8M9.4 2.6l-6.8 6.8"],
  ["capture", "M3.2 10.8V1.6h6.2L7.8 4.1l1.6 2.5H3.2"],
  ["shelling", "M6 1.2v2.6M6 8.2v2.6M1.2 6h2.6M8.2 6h2.6M2.6 2.6l1.6 1.6M7.8 7.8l1.6 1.6M9.4 2.6 7.8 4.2M4.2 7.8 2.6 9.4"],
  ["air_strike", "M6 1.2v8.6M2.6 6.4 6 9.9l3.4-3.5M3.4 1.2h5.2"],
  ["losses", "M2.2 6h7.6"],
  ["civil_measure", "M1.6 6 6 2l4.4 4M3.1 5.2v5h5.8v-5"],
  ["statement", "M1.6 2.2h8.8v5.6H6.4l-2.6 2.4V7.8H1.6z"],
  ["other", "M5.2 6a.8.8 0 1 0 1.6 0a.8.8 0 1 0-1.6 0"],
]);

/** Outline, its left half, and the hatching of the right half, about a middle at 0,0. @type {Map<Shape, {box: string, width: number, height: number, whole: string, half: string, hatch: string, outer: string}>} */
const SHAPES = new Map([
  [
    "pin",
    {
      box: "-16 -16 32 40",
      width: 32,
      height: 40,
      whole: "M0 21C-2 15-11 9-11 0A11 11 0 1 1 11 0C11 9 2 15 0 21Z",
      half: "M0 21C-2 15-11 9-11 0A11 11 0 0 1 0-11Z",
      hatch: "M0-6 4.6-10.6M0 0 9-9M0 6 11-5M0 12 10.6 1.4M0 18 8 10",
      outer: "M0 24.4C-3.6 17.4-14 10.6-14 0A14 14 0 1 1 14 0C14 10.6 3.6 17.4 0 24.4Z",
    },
  ],
  [
    "ring",
    {
      box: "-16 -16 32 32",
      width: 32,
      height: 32,
      whole: "M-11 0A11 11 0 1 1 11 0A11 11 0 1 1-11 0Z",
      half: "M0 11A11 11 0 0 1 0-11Z",
      hatch: "M0-6 4.6-10.6M0 0 9-9M0 6 11-5M2 10 10.4 1.6",
      outer: "M-14 0A14 14 0 1 1 14 0A14 14 0 1 1-14 0Z",
    },
  ],
  [
    "disc",
    {
      box: "-16 -16 32 32",
      width: 32,
      height: 32,
      whole: "M-9 0A9 9 0 1 1 9 0A9 9 0 1 1-9 0Z",
      half: "M0 9A9 9 0 0 1 0-9Z",
      hatch: "M0-4 5-8.4M0 2 8-6M0 8 9-1",
      outer: "M-12.4 0A12.4 12.4 0 1 1 12.4 0A12.4 12.4 0 1 1-12.4 0Z",
    },
  ],
  [
    "square",
    {
      box: "-16 -16 32 32",
      width: 32,
      height: 32,
      whole: "M-10-10H10V10H-10Z",
      half: "M-10-10H0V10H-10Z",
      hatch: "M0-6 4-10M0 0 10-10M0 6 10-4M2 10 10 2",
      outer: "M-13.4-13.4H13.4V13.4H-13.4Z",
    },
  ],
]);

/** @type {Map<string, SVGSVGElement>} */
const drawn = new Map();

/** Parts of the ring of a pile: what is finer cannot be seen. */
const PARTS = 48;
/** The gradient that each pile has. @type {WeakMap<Element, string>} */
const painted = new WeakMap();

/** Class of a type or status that the style sheet knows. @param {string} prefix @param {string} value @param {string[]} known @param {string} other */
const classOf = (prefix, value, known, other) => `${prefix}-${known.includes(value) ? value : other}`;

/** @param {string} type */
export const typeClass = (type) => classOf("t", type, TYPES, "other");

/** @param {string} status */
export const statusClass = (status) => classOf("s", status, STATUSES, "unsourced");

/** Shape for a precision; what cannot be drawn on the map has a plain disc in the list. @param {string} precision @returns {Shape} */
export function shapeOf(precision) {
  if (precision === "near_settlement") return "ring";
  if (precision === "point" || precision === "settlement") return "pin";
  return ["district", "region", "border_segment"].includes(precision) ? "square" : "disc";
}

/**
 * The sign of one event.
 * @param {Shape} shape
 * @param {string} type
 * @param {string} status
 */
export function symbol(shape, type, status) {
  const names = `gm-symbol is-${shape} ${typeClass(type)} ${statusClass(status)}`;
  const known = drawn.get(names) ?? draw(shape, names, type);
  drawn.set(names, known);
  return /** @type {SVGSVGElement} */ (known.cloneNode(true));
}

/** Where in the symbol the place lies, in pixels from its top left. @param {Shape} shape */
export function anchor(shape) {
  return shape === "pin" ? { x: 16, y: 37 } : { x: 16, y: 16 };
}

/** @param {string} type */
export function glyph(type) {
  return svg("svg", { class: `gm-glyph ${typeClass(type)}`, viewBox: "0 0 12 12", "aria-hidden": "true" }, glyphPath(type));
}

/**
 * A sign for several events: shares of the types around their number.
 * @param {ArrayLike<number>} types counts by code
 * @param {string[]} names types by code
 * @param {string} label
 * @param {"round" | "square"} outline
 * @param {boolean} disputed whether one of them is
 */
export function pile(types, names, label, outline, disputed) {
  const sign = el("span", { class: `gm-pile is-${outline}`, "aria-hidden": "true" }, el("span"));
  paintPile(sign, types, names, label, disputed);
  return sign;
}

/** Let a pile show other counts; nothing in the document is made anew, so this can follow a drag. A gradient takes a browser long, so its colours are written out and its shares rounded: most stay as they are from frame to frame. @param {Element} sign @param {ArrayLike<number>} types @param {string[]} names @param {string} label @param {boolean} disputed */
export function paintPile(sign, types, names, label, disputed) {
  let total = 0;
  for (let code = 0; code < types.length; code++) total += types[code];
  let [from, sum] = [0, 0];
  const stops = [];
  for (let code = 0; code < types.length; code++) {
    if (!types[code]) continue;
    sum += types[code];
    const to = Math.round((sum / total) * PARTS) / PARTS;
    stops.push(`${colour(`t-${TYPES.includes(names[code]) ? names[code] : "other"}`)} ${(from * 100).toFixed(1)}% ${(to * 100).toFixed(1)}%`);
    from = to;
  }
  sign.classList.toggle("is-disputed", disputed);
  const number = /** @type {HTMLElement} */ (sign.firstElementChild);
  const wanted = stops.join();
  if (painted.get(sign) !== wanted) /** @type {HTMLElement} */ (sign).style.backgroundImage = `conic-gradient(${wanted})`;
  painted.set(sign, wanted);
  if (number.firstChild) /** @type {Text} */ (number.firstChild).data = label;
  else number.append(label);
  number.classList.toggle("is-long", label.length > 3);
}

/** @param {Shape} shape @param {string} names @param {string} type */
function draw(shape, names, type) {
  const { box, width, height, whole, half, hatch, outer } = /** @type {NonNullable<ReturnType<typeof SHAPES.get>>} */ (SHAPES.get(shape));
  return svg(
    "svg",
    { class: names, viewBox: box, width, height, "aria-hidden": "true" },
    svg("path", { class: "gm-halo", d: whole }),
    svg("path", { class: "gm-outer", d: outer }),
    svg("path", { class: "gm-whole", d: whole }),
    svg("path", { class: "gm-half", d: half }),
    svg("path", { class: "gm-hatch", d: hatch }),
    svg("path", { class: "gm-edge", d: whole }),
    svg("circle", { class: "gm-heart", r: 7.6 }),
    svg("g", { transform: "translate(-6 -6)" }, glyphPath(type)),
    svg("path", { class: "gm-strike", d: "M-9 9 9-9" }),
  );
}

/** @param {string} type */
function glyphPath(type) {
  return svg("path", { class: "gm-glyph-line", d: GLYPHS.get(type) ?? /** @type {string} */ (GLYPHS.get("other")) });
}
