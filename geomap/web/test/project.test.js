import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { latOf, lonOf, project, unitX, unitY } from "../src/project.js";

const degrees = (/** @type {number} */ most) => fc.double({ min: -most, max: most, noNaN: true });

test("projecting there and back keeps the place to a centimetre", () =>
  fc.assert(
    fc.property(degrees(180), degrees(85), (lon, lat) => {
      assert.ok(Math.abs(lonOf(unitX(lon)) - lon) < 1e-7);
      assert.ok(Math.abs(latOf(unitY(lat)) - lat) < 1e-7);
    }),
  ));

test("north is up and east is right", () => {
  assert.ok(unitY(51) < unitY(50));
  assert.ok(unitX(36) > unitX(35));
  assert.equal(unitX(0), 0.5);
  assert.ok(Math.abs(unitY(0) - 0.5) < 1e-15);
});

test("a row without a place has no place in the unit square", () => {
  const { x, y } = project(Int32Array.of(35_602_600, -7), Int32Array.of(50_461_300, 1), -7);
  assert.ok(Math.abs(latOf(y[0]) - 50.4613) < 1e-9);
  assert.deepEqual([x[1], y[1]], [NaN, NaN]);
});
