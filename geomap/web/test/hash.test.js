import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { readHash, writeHash } from "../src/hash.js";

const text = fc.string({ unit: "grapheme", minLength: 1 }).filter((value) => !/\p{Surrogate}/u.test(value));
const address = fc.record(
  {
    from: fc.constant("2024-03-12"),
    q: text,
    event: text,
    lang: fc.constantFrom("en", "uk"),
    facets: fc.array(fc.tuple(text, fc.array(text, { minLength: 1, maxLength: 3 })), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    view: fc.record({ lat: fc.constantFrom(50.4613, -12.5), lon: fc.constantFrom(35.6026, -170.25), zoom: fc.constantFrom(5, 9.25) }, { noNullPrototype: true }),
  },
  { requiredKeys: ["facets"], noNullPrototype: true },
);

test("an address says all that it was told", () => fc.assert(fc.property(address, (told) => assert.deepEqual(readHash(`#${writeHash(told)}`), told))));

test("any text at all is an address that breaks nothing", () => fc.assert(fc.property(fc.string({ unit: "binary" }), (hash) => assert.ok(readHash(hash).facets instanceof Map))));

test("names such as __proto__ are facets like any other", () => {
  const { facets } = readHash("#is.__proto__=x&is.constructor=y&is.constructor=z");
  assert.deepEqual([...facets], [["__proto__", ["x"]], ["constructor", ["y", "z"]]]);
});

test("a view that is no place on earth is left out", () => {
  for (const view of ["91,0,5", "0,181,5", "1,2", "a,b,c", "1,2,99", "", "1,2,3,4"]) assert.equal(readHash(`#view=${view}`).view, undefined);
});
