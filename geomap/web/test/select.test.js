import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { BinTally } from "../src/bins.js";
import { NO_NUMBER } from "../src/decode.js";
import { anyListed, anyOf, CategoryTally, ListsTally, Selection, touching } from "../src/select.js";

const KINDS = 4;
const row = fc.record({
  start: fc.option(fc.integer({ min: 19_700, max: 19_800 }), { nil: null }),
  long: fc.integer({ min: 0, max: 12 }),
  kind: fc.nat(KINDS - 1),
  actors: fc.uniqueArray(fc.nat(KINDS - 1), { maxLength: 3 }),
});
const change = fc.oneof(
  fc.record({ on: fc.constant("time"), from: fc.integer({ min: 19_690, max: 19_820 }), long: fc.integer({ min: 0, max: 60 }) }),
  fc.record({ on: fc.constantFrom("kind", "actor"), wanted: fc.array(fc.boolean(), { minLength: KINDS, maxLength: KINDS }) }),
);

/** @param {any[]} rows */
function columns(rows) {
  const start = Int32Array.from(rows, ({ start }) => start ?? NO_NUMBER);
  const end = Int32Array.from(rows, ({ start, long }) => (start === null ? NO_NUMBER : start + long));
  const codes = Uint8Array.from(rows, ({ kind }) => kind);
  const at = Uint32Array.from([0, ...rows.map((_, n) => rows.slice(0, n + 1).reduce((sum, { actors }) => sum + actors.length, 0))]);
  const items = Uint16Array.from(rows.flatMap(({ actors }) => actors));
  const values = ["a", "b", "c", "d"];
  return { start, end, category: { codes, values }, lists: { at, items, values } };
}

/** The same answers by asking every row anew. @param {any[]} rows @param {Map<string, any>} filters */
function naive(rows, filters) {
  const time = (/** @type {any} */ { start, long }) => {
    const filter = filters.get("time");
    return !filter || (start !== null && start <= filter.from + filter.long && start + long >= filter.from);
  };
  const kind = (/** @type {any} */ { kind }) => !filters.has("kind") || filters.get("kind").wanted[kind];
  const actor = (/** @type {any} */ { actors }) => !filters.has("actor") || actors.some((/** @type {number} */ one) => filters.get("actor").wanted[one]);
  const count = (/** @type {((row: any) => boolean)[]} */ tests, /** @type {(row: any, value: number) => boolean} */ has) =>
    Array.from({ length: KINDS }, (_, value) => rows.filter((one) => tests.every((test) => test(one)) && has(one, value)).length);
  return {
    shown: rows.flatMap((one, at) => (time(one) && kind(one) && actor(one) ? [at] : [])),
    kinds: count([time, actor], (one, value) => one.kind === value),
    actors: count([time, kind], (one, value) => one.actors.includes(value)),
    inTime: rows.filter((one) => one.start !== null && kind(one) && actor(one)).length,
  };
}

test("whatever is chosen in whatever order, rows and counts are those of a fresh look", () =>
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), fc.array(change, { maxLength: 8 }), (rows, changes) => {
      const { start, end, category, lists } = columns(rows);
      const tallies = { time: new BinTally({ start, end }, category), kind: new CategoryTally(category), actor: new ListsTally(lists) };
      const selection = new Selection(rows.length);
      for (const [name, tally] of Object.entries(tallies)) selection.add(name, tally);
      const filters = new Map();
      for (const one of changes) {
        filters.set(one.on, one);
        if ("long" in one) selection.apply("time", touching({ start, end }, one.from, one.from + one.long, NO_NUMBER));
        else selection.apply(one.on, one.on === "kind" ? anyOf(category.codes, Uint8Array.from(one.wanted, Number)) : anyListed(lists, Uint8Array.from(one.wanted, Number)));
      }
      const expected = naive(rows, filters);
      assert.deepEqual([...selection.rows()], expected.shown);
      assert.equal(selection.shown, expected.shown.length);
      assert.deepEqual([...tallies.kind.counts], expected.kinds);
      assert.deepEqual([...tallies.actor.counts], expected.actors);
      const starts = tallies.time.totals().reduce((sum, n) => sum + n, 0);
      const spans = [...tallies.time.spanRows()].filter((row) => (selection.mask[row] & ~1) === 0).length;
      assert.equal(starts + spans, expected.inTime);
    }),
  ));

test("an event without a date is shown only while the range is open", () => {
  const store = { start: Int32Array.of(NO_NUMBER, 5), end: Int32Array.of(NO_NUMBER, 5) };
  const passing = new Uint8Array(2);
  touching(store, -Infinity, Infinity, NO_NUMBER)(passing);
  assert.deepEqual([...passing], [1, 1]);
  touching(store, -Infinity, 9, NO_NUMBER)(passing);
  assert.deepEqual([...passing], [0, 1]);
});

test("a range of dates is shown wherever it touches the time that is chosen", () => {
  const store = { start: Int32Array.of(10), end: Int32Array.of(20) };
  const touches = (/** @type {number} */ from, /** @type {number} */ to) => {
    const passing = new Uint8Array(1);
    touching(store, from, to, NO_NUMBER)(passing);
    return passing[0] === 1;
  };
  assert.ok(touches(0, 10) && touches(20, 30) && touches(14, 15));
  assert.ok(!touches(0, 9) && !touches(21, 30));
});

test("a seventeenth dimension is refused", () => {
  const selection = new Selection(1);
  for (let n = 0; n < 16; n++) selection.add(String(n));
  assert.throws(() => selection.add("one more"), RangeError);
});
