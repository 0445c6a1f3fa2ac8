import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { walked } from "../src/layers.js";

const degrees = fc.integer({ min: -1_800_000, max: 1_800_000 }).map((parts) => parts / 10_000);
const line = fc.array(fc.tuple(degrees, degrees), { minLength: 1 });

/** @param {number[][]} points */
function steps(points) {
  let before = [0, 0];
  return points.flatMap((point) => {
    const here = point.map((value) => Math.round(value * 10_000));
    const step = [here[0] - before[0], here[1] - before[1]];
    before = here;
    return step;
  });
}

test("a walk along the steps ends at every point of the line", () => {
  fc.assert(fc.property(line, (points) => assert.deepEqual(walked(steps(points)), points)));
});

test("rings of polygons are walked one by one", () => {
  fc.assert(fc.property(fc.array(line, { minLength: 1 }), (rings) => assert.deepEqual(walked([rings.map(steps)]), [rings])));
});
