// Names of places and regions in the page's language; regions are told apart where two bear one name.

/** @import { App } from "./app.js" */
/** @typedef {Record<string, any>} Properties */

/** Name of a row's place: of the curated list, else of the regions or the country that it is, else as the record has it. @param {App} app @param {number} row */
export function placeName(app, row) {
  const place = app.store.places[app.store.place[row]];
  if (!place) return "";
  const name = new Map(Object.entries(place.names ?? {})).get(app.state.lang);
  return name || (app.inOwnLanguage ? "" : areaName(app, row) || countryName(app, row, place.name)) || place.name;
}

/** @param {App} app @param {number} row */
function areaName(app, row) {
  const area = app.store.areas[app.store.area[row]];
  return area?.kind === "regions" ? area.ids.map((id) => regionName(app, "id", id)).join(", ") : "";
}

/** A country beside the border in the page's language, if the record calls it as its own language does. @param {App} app @param {number} row @param {string} written */
function countryName({ head, languages, store, words }, row, written) {
  if (store.value("precision", row) !== "country") return "";
  const own = new Intl.DisplayNames(languages[0].code, { type: "region" });
  const code = head.border?.codes.find((code) => own.of(code) === written);
  return code ? words.nameOf("region", code) : "";
}

/** Name of the region with this id, or of this name in the records. @param {App} app @param {"id" | "name"} key @param {string} value */
export function regionName(app, key, value) {
  const own = regions(app).find((properties) => properties[key] === value);
  if (!own) return value;
  const name = spoken(app, own);
  const namesakes = regions(app).filter((other) => other !== own && spoken(app, other) === name);
  if (!namesakes.length) return name;
  if (own.kind === undefined || namesakes.some(({ kind }) => kind === own.kind)) return `${name} (${own.id})`;
  return app.t(own.kind === "city" ? "region.city" : "region.around", { name });
}

const CYRILLIC = /\p{Script=Cyrillic}/u;

/** What a town or river is called where the page's language has no name for it: its own name, if that is in the letters of the page. @param {App} app @param {Properties} properties */
export function localName(app, properties) {
  if (!CYRILLIC.test(app.t("map"))) return "";
  const names = Object.entries(properties).flatMap(([key, name]) => (/^name_..$/.test(key) ? [String(name)] : []));
  return names.find((name) => CYRILLIC.test(name)) ?? "";
}

/** Regions that a row lies in, in the page's language; as the record has it where that is the language of the map. @param {App} app @param {number} row @param {string} written */
export function regionsOf(app, row, written) {
  const names = app.store.value("region", row).split("; ").filter(Boolean);
  return written && app.inOwnLanguage ? written : names.map((name) => regionName(app, "name", name)).join(", ") || written;
}

/** All names of a region, to search by. @param {App["layers"]} layers @param {string} name */
export function namesOfRegion({ regions }, name) {
  const own = regions?.features.find(({ properties }) => properties?.name === name)?.properties ?? {};
  return Object.keys(own).flatMap((key) => (key.startsWith("name") ? [String(own[key])] : []));
}

/** @param {App} app @returns {Properties[]} */
const regions = ({ layers }) => (layers.regions?.features ?? []).map(({ properties }) => properties ?? {});

/** @param {App} app @param {Properties} properties */
const spoken = ({ state }, properties) => String(properties[`name_${state.lang}`] || properties.name || properties.id);
