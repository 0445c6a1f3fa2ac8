// One selection drives all. Every dimension (time, text, each facet) owns a bit; a row's mask has the
// bits of the dimensions that it fails, so a row is shown when its mask is 0, and a facet's counts
// ignore its own bit. A change visits all rows once but recounts only those whose bit turned.

/** @import { Column } from "./types.js" */
/** @import { Category, Lists, Store } from "./store.js" */

/**
 * Counts rows by one of their properties.
 * @typedef {{add(row: number, step: number): void, clear(): void}} Tally
 */

export class Selection {
  /** @type {Map<string, {bit: number}>} */
  #dimensions = new Map();
  /** @type {(Tally | null)[]} */
  #tallies = [];

  /** @param {number} count rows */
  constructor(count) {
    this.count = count;
    /** For each row the bits of the dimensions it fails; 0 = shown. */
    this.mask = new Uint16Array(count);
    this.passing = new Uint8Array(count);
    this.shown = count;
    this.version = 0;
  }

  /**
   * Add a dimension that every row passes. At most 16.
   * @param {string} name
   * @param {Tally | null} tally what to count over the rows that pass all other dimensions
   */
  add(name, tally = null) {
    if (this.#tallies.length === 16) throw new RangeError("a selection has at most 16 dimensions");
    this.#dimensions.set(name, { bit: 1 << this.#tallies.length });
    this.#tallies.push(null);
    if (tally) this.tally(name, tally);
  }

  /** Count rows of a dimension from now on. @param {string} name @param {Tally} tally */
  tally(name, tally) {
    const { bit } = this.#dimension(name);
    this.#tallies[31 - Math.clz32(bit)] = tally;
    this.#recount(tally, bit);
  }

  /**
   * Let the rows pass `name` for which `test` sets 1 in the array it is given (all 0 before).
   * @param {string} name
   * @param {(passing: Uint8Array) => void} test
   */
  apply(name, test) {
    const { bit } = this.#dimension(name);
    this.passing.fill(0);
    test(this.passing);
    this.#commit(bit);
    this.version++;
  }

  /** Rows shown, in order. @param {Int32Array} [room] where to write them, for who asks often */
  rows(room = new Int32Array(this.shown)) {
    const { mask } = this;
    let at = 0;
    for (let row = 0; row < mask.length; row++) if (mask[row] === 0) room[at++] = row;
    return room.subarray(0, at);
  }

  /** @param {string} name */
  #dimension(name) {
    const dimension = this.#dimensions.get(name);
    if (!dimension) throw new RangeError(`no dimension ${name}`);
    return dimension;
  }

  /** @param {number} bit */
  #commit(bit) {
    const { mask, passing } = this;
    for (let row = 0; row < mask.length; row++) {
      const was = mask[row];
      const now = passing[row] ? was & ~bit : was | bit;
      if (now === was) continue;
      mask[row] = now;
      this.#tally(row, was, -1);
      this.#tally(row, now, 1);
    }
  }

  /** Count a row where its mask lets it count: everywhere, or only in the one dimension it fails. @param {number} row @param {number} mask @param {number} step */
  #tally(row, mask, step) {
    if (mask === 0) {
      this.shown += step;
      for (const tally of this.#tallies) tally?.add(row, step);
    } else if ((mask & (mask - 1)) === 0) {
      this.#tallies[31 - Math.clz32(mask)]?.add(row, step);
    }
  }

  /** @param {Tally} tally @param {number} bit */
  #recount(tally, bit) {
    tally.clear();
    for (let row = 0; row < this.count; row++) if ((this.mask[row] & ~bit) === 0) tally.add(row, 1);
  }
}

/** Counts by the value of a category. @implements {Tally} */
export class CategoryTally {
  /** @param {Category} category */
  constructor({ codes, values }) {
    this.codes = codes;
    this.counts = new Int32Array(values.length);
  }

  clear() {
    this.counts.fill(0);
  }

  /** @param {number} row @param {number} step */
  add(row, step) {
    this.counts[this.codes[row]] += step;
  }
}

/** Counts by each value that a row has. @implements {Tally} */
export class ListsTally {
  /** @param {Lists} lists */
  constructor({ at, items, values }) {
    this.at = at;
    this.items = items;
    this.counts = new Int32Array(values.length);
  }

  clear() {
    this.counts.fill(0);
  }

  /** @param {number} row @param {number} step */
  add(row, step) {
    for (let at = this.at[row]; at < this.at[row + 1]; at++) this.counts[this.items[at]] += step;
  }
}

/** Test: the row's value is wanted. @param {Column} codes @param {Uint8Array} wanted by code, 1 = wanted */
export const anyOf = (codes, wanted) => (/** @type {Uint8Array} */ passing) => {
  for (let row = 0; row < passing.length; row++) passing[row] = wanted[codes[row]];
};

/** Test: one of the row's values is wanted. @param {Lists} lists @param {Uint8Array} wanted by code, 1 = wanted */
export const anyListed = ({ at, items }, wanted) => (/** @type {Uint8Array} */ passing) => {
  for (let row = 0, item = 0; row < passing.length; row++)
    for (const end = at[row + 1]; item < end; item++) passing[row] |= wanted[items[item]];
};

/**
 * Test: the row's span of days touches `from` to `to`. A row without a date passes only while the range is open.
 * @param {Store | {start: Column, end: Column}} store
 * @param {number} from day, -Infinity = open
 * @param {number} to day, Infinity = open
 * @param {number} none stands for an unknown day
 */
export const touching = ({ start, end }, from, to, none) => (/** @type {Uint8Array} */ passing) => {
  if (from === -Infinity && to === Infinity) return void passing.fill(1);
  for (let row = 0; row < passing.length; row++)
    passing[row] = start[row] <= to && end[row] >= from && start[row] !== none ? 1 : 0;
};

/** Test: every row passes. @param {Uint8Array} passing */
export const all = (passing) => void passing.fill(1);
