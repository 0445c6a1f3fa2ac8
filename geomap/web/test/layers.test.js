import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { outlines, unfolded, walked } from "../src/layers.js";
import { unitX, unitY } from "../src/project.js";

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

test("an outline has every point in unit coordinates, and the box that holds them", () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), (lines) => {
      const geometry = { type: "MultiLineString", coordinates: lines.map(steps) };
      const layer = { type: "FeatureCollection", features: [{ type: "Feature", properties: { name: "N" }, geometry }] };
      const [{ parts, box, closed, properties }] = outlines(unfolded(/** @type {any} */ ({ layer })).layer);
      const units = lines.map((points) => points.flatMap(([lon, lat]) => [unitX(lon), unitY(lat)]));
      assert.deepEqual(parts.map((part) => [...part]), units);
      const [x, y] = [0, 1].map((axis) => units.flat().filter((_, at) => at % 2 === axis));
      assert.deepEqual(box, [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)]);
      assert.deepEqual([closed, properties.name], [false, "N"]);
    }),
  );
});

test("a layer's coordinates are those of GeoJSON for who asks", () => {
  fc.assert(
    fc.property(line, (points) => {
      const layer = { type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: steps(points) } }] };
      const geometry = /** @type {any} */ (unfolded(/** @type {any} */ ({ layer })).layer.features[0].geometry);
      assert.deepEqual(geometry.coordinates, points);
    }),
  );
});
