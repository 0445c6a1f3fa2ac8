// Shapes of what travels from the build to the page, and within the page. No code.

/** @typedef {Int32Array | Uint32Array | Uint16Array | Uint8Array | Float64Array | Float32Array | Int16Array | Int8Array} Column */
/** @typedef {{name: string, type: string, length: number}} ColumnSpec */
/** @typedef {{name: string, meaning: string}} Term */
/** @typedef {{name: string, names: Record<string, string>, alt: string[]}} Place */
/**
 * @typedef {{kind: "regions", ids: string[]} | {kind: "disc", lat: number, lon: number, radius_km: number}
 *   | {kind: "segment", lines: number[][][]} | {kind: ""}} Area
 */
/** @typedef {{what: string, attribution?: string, licence?: string, date?: string, package?: string, version?: string, url?: string}} Source */
/** @typedef {{severity: string, column: string, value: string, message: string, fix: string, event_id?: string}} Fault */
/**
 * @typedef {object} Head
 * @property {string} title
 * @property {string} subtitle
 * @property {string} url
 * @property {string} version
 * @property {string} as_of
 * @property {string} hash
 * @property {string[]} languages
 * @property {null | {codes: string[], zone_km: number, viewpoint: string, sources: Source[]}} border
 * @property {null | {url: string, attribution: string, max_zoom: number}} tiles
 * @property {string[]} credits
 * @property {string[]} gaps
 * @property {Record<string, {label: string, camp: string}>} sides
 * @property {Record<string, {label: string}>} camps
 * @property {Record<string, Term[]>} vocab
 * @property {{events: number, placed: number, areas: number, listed: number, reports?: number}} counts
 * @property {{errors: number, warnings: number, rows: Fault[]}} problems
 */
/**
 * @typedef {object} Claim
 * @property {string} [id]
 * @property {string} [claim]
 * @property {string} [speaker]
 * @property {string} [side]
 * @property {string} [stance]
 * @property {string} [outcome]
 * @property {(number | null)[]} [killed]
 * @property {(number | null)[]} [injured]
 * @property {string} [casualties_of]
 * @property {string} [casualties_text]
 * @property {string} [place]
 * @property {string} [claimed_on]
 * @property {string} [source]
 * @property {string} [publisher]
 * @property {string} [url]
 * @property {string} [archive_url]
 * @property {string} [published_on]
 * @property {string} [retrieved_on]
 * @property {string} [language]
 * @property {string} [note]
 */
/**
 * @typedef {object} EventText
 * @property {string} [id]
 * @property {string} [title]
 * @property {string} [summary]
 * @property {string} [place]
 * @property {string} [country]
 * @property {string} [admin1]
 * @property {string} [admin2]
 * @property {string} [date]
 * @property {string} [note]
 * @property {string} [location_note]
 * @property {string} [location_reason]
 * @property {string} [method]
 * @property {string} [method_source]
 * @property {number} [score]
 * @property {string} [location_name]
 * @property {string} [status_rule]
 * @property {string} [status_reason]
 * @property {string} [camps_for] camps whose latest claims assert it, parted by "; "; "unknown" = side not stated
 * @property {string} [camps_against]
 * @property {string} [status_override]
 * @property {string} [coordinate_source_url]
 * @property {Fault[]} [problems]
 * @property {Claim[]} [reports]
 */
/** @typedef {{format: string, head: Head, events: {count: number, dicts: string, columns: ColumnSpec[], data: string}, texts: {size: number, dicts: string}, layers: string}} Payload */
/** @typedef {Record<string, import("geojson").FeatureCollection>} Layers */

export {};
