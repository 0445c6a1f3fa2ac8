// Time in bins: how many events begin and end within one, how many reach over several.

/** @import { Column } from "./types.js" */
/** @import { Tally } from "./select.js" */
import { NO_NUMBER } from "./decode.js";

/** @typedef {"day" | "week" | "month" | "year"} Unit */
/** Most bins that a unit may make before the next one is taken. */
const MOST = 190;
const EPOCH_MONDAY = 4; // 1970-01-05

const DAY = 86_400_000;

/** First day of the unit that holds `day`. @param {number} day @param {Unit} unit */
export function floorDay(day, unit) {
  if (unit === "day") return day;
  if (unit === "week") return day - ((((day - EPOCH_MONDAY) % 7) + 7) % 7);
  const date = new Date(day * DAY);
  return Date.UTC(date.getUTCFullYear(), unit === "month" ? date.getUTCMonth() : 0, 1) / DAY;
}

/** The same day `steps` units later, or the last of a shorter month. @param {number} day @param {number} steps @param {Unit} unit */
export function shiftDay(day, steps, unit) {
  if (unit === "day" || unit === "week") return day + steps * (unit === "day" ? 1 : 7);
  const date = new Date(day * DAY);
  const months = unit === "month" ? steps : 12 * steps;
  const last = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0) / DAY;
  return Math.min(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, date.getUTCDate()) / DAY, last);
}

/** Bins over days `first` to `last`: `edges[b]` is the first day of bin b, and one edge more ends the last. @param {number} first @param {number} last */
export function binsOver(first, last) {
  const unit = /** @type {Unit[]} */ (["day", "week", "month"]).find((unit) => (last - first) / { day: 1, week: 7, month: 30, year: 365 }[unit] < MOST) ?? "year";
  const edges = [floorDay(first, unit)];
  while (edges[edges.length - 1] <= last) edges.push(shiftDay(edges[edges.length - 1], 1, unit));
  return { unit, edges };
}

/** Counts rows by bin: by category where they lie in one bin, as spans where they reach over several. @implements {Tally} */
export class BinTally {
  /** @param {{start: Column, end: Column}} store @param {{codes: Column, values: string[]}} category */
  constructor({ start, end }, { codes, values }) {
    this.start = start;
    this.end = end;
    this.codes = codes;
    this.kinds = values.length;
    const [first, last] = extent(start, end);
    this.dated = first <= last;
    const { unit, edges } = this.dated ? binsOver(first, last) : { unit: /** @type {Unit} */ ("day"), edges: [0, 1] };
    this.unit = unit;
    this.edges = edges;
    this.length = edges.length - 1;
    this.first = edges[0];
    this.last = edges[this.length] - 1;
    this.binOfDay = lookup(edges);
    this.counts = new Int32Array(this.length * this.kinds);
    this.steps = new Int32Array(this.length + 1);
    this.undated = 0;
  }

  clear() {
    this.counts.fill(0);
    this.steps.fill(0);
    this.undated = 0;
  }

  /** @param {number} row @param {number} step */
  add(row, step) {
    const start = this.start[row];
    if (start === NO_NUMBER) {
      this.undated += step;
      return;
    }
    const from = this.binOfDay[start - this.first];
    const to = this.binOfDay[this.end[row] - this.first];
    if (from === to) {
      this.counts[from * this.kinds + this.codes[row]] += step;
    } else {
      this.steps[from] += step;
      this.steps[to + 1] -= step;
    }
  }

  /** How many rows that reach over several bins touch each. */
  spans() {
    const spans = new Int32Array(this.length);
    for (let bin = 0, open = 0; bin < spans.length; bin++) spans[bin] = open += this.steps[bin];
    return spans;
  }

  /** Rows that lie in one bin, by bin. */
  totals() {
    const totals = new Int32Array(this.length);
    for (let at = 0; at < this.counts.length; at++) totals[Math.floor(at / this.kinds)] += this.counts[at];
    return totals;
  }

  /** Rows that reach over several bins. */
  spanRows() {
    const { start, end, binOfDay, first } = this;
    const rows = new Int32Array(start.length);
    let found = 0;
    for (let row = 0; row < start.length; row++)
      if (start[row] !== end[row] && start[row] !== NO_NUMBER && binOfDay[start[row] - first] !== binOfDay[end[row] - first]) rows[found++] = row;
    return rows.slice(0, found);
  }
}

/** Spans put into as few lanes as hold them without overlap, in order of start. @param {{from: number, to: number}[]} spans @returns {number[]} lane of each */
export function lanes(spans) {
  /** @type {number[]} last position taken in each lane */
  const taken = [];
  return spans.map(({ from, to }) => {
    const free = taken.findIndex((end) => end < from);
    const lane = free < 0 ? taken.length : free;
    taken[lane] = to;
    return lane;
  });
}

/** @param {Column} start @param {Column} end */
function extent(start, end) {
  let [first, last] = [Infinity, -Infinity];
  for (let row = 0; row < start.length; row++) {
    if (start[row] === NO_NUMBER) continue;
    first = Math.min(first, start[row]);
    last = Math.max(last, end[row]);
  }
  return [first, last];
}

/** @param {number[]} edges */
function lookup(edges) {
  const bins = new Uint32Array(edges[edges.length - 1] - edges[0]);
  for (let bin = 0; bin + 1 < edges.length; bin++) bins.fill(bin, edges[bin] - edges[0], edges[bin + 1] - edges[0]);
  return bins;
}
