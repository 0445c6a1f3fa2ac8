// What is shown, as files for other programs: CSV and GeoJSON.

/** @import { App } from "./app.js" */
/** @import { EventText } from "./types.js" */
import { isoDay } from "./dates.js";
import { NO_NUMBER } from "./decode.js";
import { latOf, lonOf } from "./project.js";

/** What Python's float() reads, which geomap.problems asks. */
const NUMBER = /^[+-]?((\p{Nd}+\.?\p{Nd}*|\.\p{Nd}+)(e[+-]?\p{Nd}+)?|inf(inity)?|nan)$/iu;

/** @typedef {Record<string, string | number | null>} Row */

/**
 * One object an event, keys as in events.csv where they are the same.
 * @param {App} app
 * @param {number} row
 * @param {EventText} text
 * @returns {Row}
 */
export function eventRow({ store }, row, text) {
  const day = (/** @type {number} */ value) => (value === NO_NUMBER ? "" : isoDay(value));
  const pinned = store.isPinned(row);
  return {
    event_id: text.id ?? "",
    date: text.date ?? "",
    date_start: day(store.start[row]),
    date_end: day(store.end[row]),
    date_precision: store.value("date_precision", row),
    title: text.title ?? "",
    event_type: store.value("event_type", row),
    status: store.value("status", row),
    actors: store.valuesOf("actor", row).join("; "),
    place: text.place ?? "",
    country: text.country ?? "",
    admin1: text.admin1 ?? "",
    admin2: text.admin2 ?? "",
    lat: pinned ? degrees(latOf(store.y[row])) : null,
    lon: pinned ? degrees(lonOf(store.x[row])) : null,
    location_precision: store.value("precision", row),
    border_side: store.value("border_side", row),
    distance_km: store.distance[row] < 0 ? null : store.distance[row] / 1000,
    summary: text.summary ?? "",
    claims: text.reports?.length ?? 0,
    speakers: unique(text, "speaker"),
    publishers: unique(text, "publisher"),
    source_urls: unique(text, "url"),
  };
}

/** Rows as CSV; cells that a spreadsheet would run get an apostrophe, which `geomap` takes off again. @param {Row[]} rows */
export function toCsv(rows) {
  if (!rows.length) return "";
  const lines = [Object.keys(rows[0]), ...rows.map((row) => Object.values(row))];
  return lines.map((line) => line.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

/**
 * Rows as GeoJSON: pins are points; a region or district has no geometry but says what it is.
 * @param {App} app
 * @param {{row: number, values: Row}[]} events
 */
export function toGeoJson(app, events) {
  const features = events.map(({ row, values }) => {
    const { lat, lon, ...properties } = values;
    const area = app.store.areas[app.store.area[row]];
    const told = area?.kind && area.kind !== "segment" ? { ...properties, area } : properties;
    return { type: "Feature", id: values.event_id, geometry: geometryOf(lat, lon, area), properties: told };
  });
  return JSON.stringify({ type: "FeatureCollection", features }, null, 1);
}

/** As geomap.problems.neutral_cell. @param {string} text */
export function neutralCell(text) {
  return runs(text) || (text.startsWith("'") && runs(text.replace(/^'+/, ""))) ? `'${text}` : text;
}

/** @param {string | number | null} value */
function csvCell(value) {
  const text = typeof value === "string" ? neutralCell(value) : value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param {string} text */
function runs(text) {
  return /^[=@\t\r+-]/.test(text) && !NUMBER.test(text);
}

/** @param {string | number | null} lat @param {string | number | null} lon @param {import("./types.js").Area | undefined} area */
function geometryOf(lat, lon, area) {
  if (lat !== null && lon !== null) return { type: "Point", coordinates: [lon, lat] };
  return area?.kind === "segment" ? { type: "MultiLineString", coordinates: area.lines } : null;
}

/** @param {EventText} text @param {"speaker" | "publisher" | "url"} key */
function unique(text, key) {
  return [...new Set((text.reports ?? []).map((claim) => claim[key] ?? "").filter(Boolean))].join("; ");
}

/** @param {number} value */
const degrees = (value) => Math.round(value * 1e6) / 1e6;
