// All that is known of the events without opening a text: columns, dictionaries, lists.

/** @import { Area, Column, Payload, Place } from "./types.js" */
import { columnsOf, NO_NUMBER, runningSums, unpack, unpackJson } from "./decode.js";
import { project } from "./project.js";

export const FLAG_ERROR = 1;
export const FLAG_FIGURES = 4;

/** Row `r` has the values `items[at[r]]` to `items[at[r + 1] - 1]`. @typedef {{at: Column, items: Column, values: string[]}} Lists */
/** Row `r` has the value `values[codes[r]]`. @typedef {{codes: Column, values: string[]}} Category */

export class Store {
  /** @type {Map<string, Lists>} */
  #lists = new Map();

  /**
   * @param {number} count
   * @param {Map<string, Column>} columns
   * @param {Map<string, any[]>} dicts
   */
  constructor(count, columns, dicts) {
    this.count = count;
    this.columns = columns;
    this.dicts = dicts;
    this.start = this.column("start");
    this.end = this.column("end");
    this.flags = this.column("flags");
    this.area = this.column("area");
    this.place = this.column("place");
    this.distance = this.column("distance_m");
    /** @type {Area[]} */
    this.areas = dicts.get("area") ?? [];
    /** @type {Place[]} */
    this.places = dicts.get("place") ?? [];
    const { x, y } = project(this.column("lon_e6"), this.column("lat_e6"), NO_NUMBER);
    this.x = x;
    this.y = y;
  }

  /** @param {string} name */
  column(name) {
    const column = this.columns.get(name);
    if (!column) throw new TypeError(`the page's data has no column ${name}`);
    return column;
  }

  /** @param {string} name @returns {Category} */
  category(name) {
    return { codes: this.column(name), values: this.dicts.get(name) ?? [] };
  }

  /** @param {string} name @returns {Lists} */
  lists(name) {
    const found = this.#lists.get(name) ?? { at: runningSums(this.column(`${name}_of`)), items: this.column(name), values: this.dicts.get(name) ?? [] };
    this.#lists.set(name, found);
    return found;
  }

  /** Text of a category of one row. @param {string} name @param {number} row */
  value(name, row) {
    return /** @type {string} */ (this.dicts.get(name)?.[this.column(name)[row]] ?? "");
  }

  /** Texts of all values of one row. @param {string} name @param {number} row */
  valuesOf(name, row) {
    const { at, items, values } = this.lists(name);
    return Array.from(items.subarray(at[row], at[row + 1]), (code) => values[code]);
  }

  /** @param {number} row */
  isPinned(row) {
    return !Number.isNaN(this.x[row]);
  }

  /** @param {number} row */
  hasArea(row) {
    return (this.areas[this.area[row]]?.kind ?? "") !== "";
  }

  /** Rows that are on the map in no form. */
  unplacedRows() {
    const drawn = Uint8Array.from(this.areas, ({ kind }) => Number(kind !== ""));
    const { x, area } = this;
    const rows = new Int32Array(x.length);
    let found = 0;
    for (let row = 0; row < x.length; row++) if (Number.isNaN(x[row]) && !drawn[area[row]]) rows[found++] = row;
    return rows.slice(0, found);
  }

  /** Whether the row is on the map in any form. @param {number} row */
  isPlaced(row) {
    return this.isPinned(row) || this.hasArea(row);
  }
}

/** @param {Payload["events"]} events */
export async function openStore(events) {
  const [data, dicts] = await Promise.all([unpack(events.data), unpackJson(events.dicts)]);
  return new Store(events.count, columnsOf(data, events.columns), new Map(Object.entries(dicts)));
}
