import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { binsOver, BinTally, floorDay, lanes, shiftDay } from "../src/bins.js";
import { DateWords, dayOf, isoDay } from "../src/dates.js";

const day = fc.integer({ min: -20_000, max: 40_000 });
const unit = fc.constantFrom(/** @type {const} */ ("day"), /** @type {const} */ ("week"), /** @type {const} */ ("month"), /** @type {const} */ ("year"));

test("a day and its ISO text are the same", () => fc.assert(fc.property(day, (one) => assert.equal(dayOf(isoDay(one)), one))));

test("what is no date has no day", () => {
  for (const text of ["", "2024-02-30", "2024-13", "24-01-01", "2024-03-12x", "tomorrow"]) assert.ok(Number.isNaN(dayOf(text)), text);
});

test("dates are told as exactly as they are known", () => {
  const words = new DateWords("en");
  const [first, last] = [dayOf("2024-03-01"), dayOf("2024-03-31")];
  assert.equal(words.span(first, last, "month"), "March 2024");
  assert.equal(words.span(dayOf("2024-01-01"), dayOf("2024-12-31"), "year"), "2024");
  assert.match(words.span(first, first, "day"), /Mar 1, 2024/);
  assert.match(words.span(first, last, "range"), /Mar 1\s*–\s*31, 2024/);
  assert.equal(words.iso("next spring"), "next spring");
});

test("bins follow one another without gap and hold every day of the range", () =>
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 15_000 }), (first, long) => {
      const { edges } = binsOver(first, first + long);
      assert.ok(edges[0] <= first && edges[edges.length - 1] > first + long);
      for (let at = 1; at < edges.length; at++) assert.ok(edges[at] > edges[at - 1]);
      assert.ok(edges.length <= 205);
    }),
  ));

test("a unit begins on its own first day", () =>
  fc.assert(
    fc.property(day, unit, (one, of) => {
      const first = floorDay(one, of);
      assert.equal(floorDay(first, of), first);
      assert.ok(first <= one && one < shiftDay(first, 1, of));
    }),
  ));

test("weeks begin on Monday", () => assert.equal(isoDay(floorDay(dayOf("2024-03-14"), "week")), "2024-03-11"));

test("a month after the last of January is the last of February", () => assert.equal(isoDay(shiftDay(dayOf("2024-01-31"), 1, "month")), "2024-02-29"));

test("spans in one lane never overlap", () =>
  fc.assert(
    fc.property(fc.array(fc.record({ from: fc.nat(100), long: fc.nat(20) })), (list) => {
      const spans = list.map(({ from, long }) => ({ from, to: from + long })).sort((a, b) => a.from - b.from);
      const placed = lanes(spans);
      for (const [at, a] of spans.entries())
        for (const [other, b] of spans.entries()) if (at < other && placed[at] === placed[other]) assert.ok(a.to < b.from || b.to < a.from);
    }),
  ));

test("no date at all makes a histogram of nothing", () => {
  const tally = new BinTally({ start: Int32Array.of(-2147483648), end: Int32Array.of(-2147483648) }, { codes: Uint8Array.of(0), values: ["x"] });
  assert.equal(tally.dated, false);
});
