import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { insideOf } from "../src/room.js";

/** @param {number} west @param {number} south @param {number} size */
const square = (west, south, size) => [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]];
/** @param {any} geometry @returns {import("geojson").Feature} */
const feature = (geometry) => ({ type: "Feature", properties: {}, geometry });
const corner = fc.tuple(fc.integer({ min: -170, max: 160 }), fc.integer({ min: -80, max: 70 }));

test("signs of a region stand in its parts and not in its holes", () => {
  fc.assert(
    fc.property(corner, ([west, south]) => {
      const shape = feature({ type: "MultiPolygon", coordinates: [[square(west, south, 6), square(west + 2, south + 2, 2)], [square(west + 8, south, 1)]] });
      const spots = insideOf({ kind: "regions", ids: ["A"] }, [shape]);
      assert.ok(spots.length > 100);
      for (const [lon, lat] of spots) {
        const [x, y] = [lon - west, lat - south];
        const hole = x > 2.01 && x < 3.99 && y > 2.01 && y < 3.99;
        assert.ok(!hole && ((x >= 0 && x <= 6 && y >= 0 && y <= 6) || (x >= 8 && x <= 9 && y >= 0 && y <= 1)), `${x} ${y}`);
      }
      assert.ok(spots.some(([lon]) => lon > west + 8));
    }),
  );
});

test("signs of a district stand within its disc, those of the border on the line", () => {
  const disc = insideOf({ kind: "disc", lat: 50, lon: 36, radius_km: 20 }, []);
  assert.equal(disc.length, 9);
  for (const [lon, lat] of disc) assert.ok(Math.hypot((lon - 36) * 111.3 * Math.cos((50 * Math.PI) / 180), (lat - 50) * 111.3) < 20);
  assert.deepEqual(insideOf({ kind: "segment", lines: [[[1, 2], [3, 4]], [[5, 6]]] }, []), [[1, 2], [3, 4], [5, 6]]);
  assert.deepEqual(insideOf({ kind: "" }, []), []);
});
