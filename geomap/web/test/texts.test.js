import assert from "node:assert/strict";
import test from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { recordsOf, Texts } from "../src/texts.js";

const pack = (/** @type {unknown} */ value) => gzipSync(JSON.stringify(value)).toString("base64");
const none = { events: {}, reports: {} };

test("columns become one record an event, without what is empty", () => {
  const block = { events: { id: ["a", "b"], title: ["One", ""], place: [1, 0], method: "given", score: [null, 0.5] }, of: [0, 0], reports: {}, problems: {} };
  const dicts = { events: { place: ["", "Sudzha"] }, reports: {} };
  assert.deepEqual(recordsOf(block, dicts), [
    { id: "a", title: "One", place: "Sudzha", method: "given" },
    { id: "b", method: "given", score: 0.5 },
  ]);
});

test("reports and problems stand under their events", () => {
  const fault = { severity: "error", column: "lat", value: "x", message: "m", fix: "f" };
  const reports = { claim: ["p", "q", "r"], speaker: 0, killed_low: [null, 1, null], killed_best: [null, 2, 3], injured_high: 9 };
  const block = { events: { id: ["a", "b", "c"] }, of: [2, 0, 1], reports, problems: { 1: [fault] } };
  assert.deepEqual(recordsOf(block, { events: {}, reports: { speaker: ["S"] } }), [
    { id: "a", reports: [{ claim: "p", speaker: "S", injured: [null, null, 9] }, { claim: "q", speaker: "S", killed: [1, 2, null], injured: [null, null, 9] }] },
    { id: "b", problems: [fault] },
    { id: "c", reports: [{ claim: "r", speaker: "S", killed: [null, 3, null], injured: [null, null, 9] }] },
  ]);
});

test("a claim that repeats the event's title is not sent twice", () => {
  const block = { events: { title: ["One", "Two"] }, of: [1, 2], reports: { claim: [0, "other", 0] }, problems: {} };
  assert.deepEqual(recordsOf(block, none).map(({ reports }) => reports?.map(({ claim }) => claim)), [["One"], ["other", "Two"]]);
});

test("any texts come out of the block that they went into", () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 7 }), async (titles, size) => {
      const parts = Array.from({ length: Math.ceil(titles.length / size) }, (_, at) => titles.slice(at * size, (at + 1) * size));
      const blocks = parts.map((title) => pack({ events: { title }, of: title.map(() => 0), reports: {}, problems: {} }));
      const texts = new Texts({ size, dicts: pack(none) }, blocks.length, async (block) => blocks[block]);
      for (const [row, title] of titles.entries()) assert.deepEqual(await texts.get(row), { title });
    }),
  ));
