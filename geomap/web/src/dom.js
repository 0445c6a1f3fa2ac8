// Elements from text. Nothing here or elsewhere parses HTML, so a record's text stays text.

/** @typedef {Node | string | null | undefined | false} Child */
/** @typedef {{class?: string, text?: string, on?: Record<string, (event: any) => void>} & Record<string, any>} Props */

const SVG = "http://www.w3.org/2000/svg";
const LONGEST = 4000; // characters of one text in the page
const COMBINING_RUN = 6; // combining marks on one letter

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Props} [props] attributes, and `class`, `text`, `on`; null, undefined and false leave one out
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** Text of a record, cut, with what could deceive the eye made visible, and isolated from its neighbours. @param {string} text @param {Props} [props] */
export function quoted(text, props = {}) {
  return el("bdi", { ...props, text: shown(text) });
}

/**
 * What the page shows of a record's text: bidi overrides, isolates and control codes as code points, at
 * most six combining marks on a letter, at most 4,000 characters.
 * @param {string} text
 */
export function shown(text) {
  const cut = text.length > LONGEST ? text.slice(0, LONGEST).replace(/[\ud800-\udbff]$/, "") : text;
  const safe = cut
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g, codePoint)
    .replace(/(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])/g, codePoint)
    .replace(new RegExp(`(\\p{M}{${COMBINING_RUN}})\\p{M}+`, "gu"), "$1…");
  return cut === text ? safe : `${safe} […]`;
}

/**
 * The address if a browser may be sent there: http or https, no white space inside; else "".
 * @param {string | undefined} text
 */
export function webAddress(text) {
  const address = (text ?? "").trim();
  if (!/^https?:\/\//i.test(address) || /[\s\u0000-\u001f\u007f]/.test(address)) return "";
  try {
    return new URL(address).href;
  } catch {
    return "";
  }
}

/** A link that tells the other side nothing; plain text where the address is none. @param {string | undefined} address @param {string} label @param {Props} [props] */
export function link(address, label, props = {}) {
  const href = webAddress(address);
  if (!href) return quoted(label, props);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", ...props }, quoted(label));
}

/** A button of the page; `label` is its accessible name where it shows only a sign. @param {Props} props @param {...Child} children */
export function button(props, ...children) {
  return el("button", { type: "button", ...props }, ...children);
}

/** Replace all children. @param {Element} parent @param {...Child} children */
export function put(parent, ...children) {
  parent.replaceChildren(...children.filter(isNode));
}

/** @template {Element} T @param {T} element @param {Props} props @param {Child[]} children @returns {T} */
function fill(element, { class: names, text, on, ...attributes }, children) {
  if (names) element.setAttribute("class", names);
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  for (const [type, listener] of Object.entries(on ?? {})) element.addEventListener(type, listener);
  element.append(...children.filter(isNode));
  return element;
}

/** @param {Child} child @returns {child is Node | string} */
function isNode(child) {
  return child !== null && child !== undefined && child !== false;
}

/** @param {string} character */
function codePoint(character) {
  return `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
