import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { multiples } from "../src/graticule.js";

test("lines stand at multiples of the step, from the first to the last in view", () =>
  fc.assert(
    fc.property(fc.integer({ min: -180, max: 180 }), fc.nat(90), fc.constantFrom(30, 5, 1, 0.1), (low, wide, step) => {
      const lines = multiples(low + 0.03, low + 0.03 + wide, step);
      for (const line of lines) {
        assert.ok(line >= low && line <= low + wide + 0.04);
        assert.ok(Math.abs(line / step - Math.round(line / step)) < 1e-9);
      }
      assert.ok(Math.abs(lines.length - wide / step) <= 1);
    }),
  ));
