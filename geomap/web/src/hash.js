// The state of the page in the address's hash: links to a view, a selection, an event.

/**
 * @typedef {object} Address
 * @property {string} [from] ISO date
 * @property {string} [to] ISO date
 * @property {string} [q]
 * @property {Map<string, string[]>} facets
 * @property {string} [event] id
 * @property {string} [lang]
 * @property {string} [theme]
 * @property {{lat: number, lon: number, zoom: number}} [view]
 */

const PLAIN = /** @type {const} */ (["from", "to", "q", "event", "lang", "theme"]);
const FACET = "is.";

/** @param {Address} address @returns {string} without # */
export function writeHash(address) {
  const pairs = new URLSearchParams();
  for (const name of PLAIN) if (address[name]) pairs.set(name, /** @type {string} */ (wellFormed(address[name] ?? "")));
  for (const [facet, values] of address.facets) for (const value of values) pairs.append(FACET + facet, wellFormed(value));
  const { view } = address;
  if (view) pairs.set("view", [view.lat.toFixed(4), view.lon.toFixed(4), round(view.zoom)].join(","));
  return pairs.toString().replaceAll("%2C", ",");
}

/** What a hash says; parts that say nothing sensible are left out. @param {string} hash @returns {Address} */
export function readHash(hash) {
  const pairs = new URLSearchParams(hash.replace(/^#/, ""));
  /** @type {Address} */
  const address = { facets: new Map() };
  for (const name of PLAIN) {
    const value = pairs.get(name);
    if (value) address[name] = value;
  }
  for (const key of new Set(pairs.keys())) if (key.startsWith(FACET)) address.facets.set(key.slice(FACET.length), pairs.getAll(key));
  const view = readView(pairs.get("view") ?? "");
  return view ? { ...address, view } : address;
}

/** @param {string} text */
function readView(text) {
  const numbers = text.split(",").map((part) => (/^-?\d+(\.\d+)?$/.test(part) ? Number(part) : NaN));
  const [lat, lon, zoom] = numbers;
  const valid = numbers.length === 3 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 24;
  return valid ? { lat, lon, zoom } : null;
}

/** @param {number} zoom */
const round = (zoom) => String(Math.round(zoom * 100) / 100);

/** An address cannot hold half a character. @param {string} text */
const wellFormed = (text) => text.replace(/(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])/g, "\ufffd");
