import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { neutralCell, toCsv } from "../src/export.js";

/** As geomap.problems.original_cell. @param {string} cell */
const original = (cell) => (cell.startsWith("'") && /^[=@\t\r+-]/.test(cell.replace(/^'+/, "")) && neutralCell(cell.slice(1)) === cell ? cell.slice(1) : cell);

/** @param {string} csv */
function cells(csv) {
  return [...csv.matchAll(/(?:^|,|\r\n)(?:"((?:[^"]|"")*)"|([^,\r\n]*))/g)].map(([, quoted, plain]) => (quoted === undefined ? plain : quoted.replaceAll('""', '"')));
}

test("no cell begins as a formula, and each can be read back", () =>
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("=", "'", "@", "+", "-", "\t", "1", "a", ".") }), (text) => {
      const cell = neutralCell(text);
      assert.ok(!/^[=@\t\r]/.test(cell));
      assert.equal(original(cell), text);
    }),
  ));

test("numbers stay numbers", () => {
  for (const number of ["-49.5", "+3", "-1e4", "-.5", "-inf", "+NaN", "+٣"]) assert.equal(neutralCell(number), number);
  for (const formula of ["=1+1", "@x", "\tx", "-1+1", "+a"]) assert.equal(neutralCell(formula), `'${formula}`);
});

test("commas, quotes and line ends stay inside their cell", () => {
  const csv = toCsv([{ a: 'say "no", twice', b: "two\nlines", c: null, d: -49.5 }]);
  assert.deepEqual(cells(csv.trimEnd()), ["a", "b", "c", "d", 'say "no", twice', "two\nlines", "", "-49.5"]);
});
