// What a reader may filter by, and the selection that answers.

/** @import { Store } from "./store.js" */
import { NO_NUMBER } from "./decode.js";
import { all, anyListed, anyOf, CategoryTally, ListsTally, Selection, touching } from "./select.js";

/** Days on which records were written; a day stands for all from it on. */
export const RECORDED = "recorded";

/** Facet, column and whether a row has several values. Labels come from the words of `group`. @type {[name: string, column: string, listed: boolean][]} */
const FACETS = [
  ["status", "status", false],
  ["type", "event_type", false],
  ["border_side", "border_side", false],
  ["region", "region", false],
  ["precision", "precision", false],
  ["actor", "actor", true],
  ["speaker_side", "side", true],
  ["source", "source", true],
  [RECORDED, "recorded", false],
];

/** Bit of the dimension that is added first. */
export const TIME_BIT = 1;

export class Filters {
  /** @param {Store} store @param {import("./select.js").Tally | null} [timeTally] */
  constructor(store, timeTally = null) {
    this.store = store;
    this.selection = new Selection(store.count);
    this.selection.add("time", timeTally);
    this.selection.add("query");
    this.facets = new Map(FACETS.map(([name, column, listed]) => [name, new Facet(name, column, listed, store, this.selection)]));
    for (const name of this.facets.keys()) this.selection.add(name);
  }

  /** @param {number} from day, -Infinity = open @param {number} to day, Infinity = open */
  time(from, to) {
    this.selection.apply("time", touching(this.store, from, to, NO_NUMBER));
  }

  /** @param {Uint8Array | null} found by row, 1 = found; null = no query */
  query(found) {
    this.selection.apply("query", found ? (passing) => passing.set(found) : all);
  }

  /** Let only rows with one of `values` pass; none = every row passes. @param {string} name @param {Iterable<string>} values */
  facet(name, values) {
    const facet = this.facets.get(name);
    const wanted = new Set(values);
    if (facet) this.selection.apply(name, wanted.size ? facet.test(wanted) : all);
  }
}

/** Costs nothing until it is looked at: a reader may never open it, and counting follows every drag. */
export class Facet {
  /** @type {CategoryTally | ListsTally | undefined} */
  #tally;
  /** @type {string[][] | undefined} */
  #parts;

  /** @param {string} name @param {string} column @param {boolean} listed @param {Store} store @param {Selection} selection */
  constructor(name, column, listed, store, selection) {
    this.name = name;
    this.column = column;
    this.listed = listed;
    this.store = store;
    this.selection = selection;
  }

  get source() {
    return this.listed ? this.store.lists(this.column) : this.store.category(this.column);
  }

  /** Values of each code: a cell such as "Belgorod; Kursk" stands for both. */
  get parts() {
    const { name, listed } = this;
    return (this.#parts ??= this.source.values.map((value, _, values) => (listed ? [value] : name === RECORDED ? values.filter((day) => day !== "" && day <= value) : value.split("; "))));
  }

  #counted() {
    const { source } = this;
    const tally = "at" in source ? new ListsTally(source) : new CategoryTally(source);
    this.selection.tally(this.name, tally);
    return tally;
  }

  /** Rows that pass all other filters, by value; in order of the dictionary. */
  counts() {
    const tally = (this.#tally ??= this.#counted());
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const [code, parts] of this.parts.entries())
      for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + tally.counts[code]);
    return counts;
  }

  /** @param {Set<string>} wanted */
  test(wanted) {
    const { source } = this;
    const codes = Uint8Array.from(this.parts, (parts, code) => Number(this.name === RECORDED ? isSince(source.values[code], wanted) : parts.some((part) => wanted.has(part))));
    return "at" in source ? anyListed(source, codes) : anyOf(source.codes, codes);
  }
}

/** Whether a day is one of `wanted` or later; a link may name a day on which no row was written. @param {string} day @param {Set<string>} wanted */
const isSince = (day, wanted) => day !== "" && [...wanted].some((first) => first <= day);
