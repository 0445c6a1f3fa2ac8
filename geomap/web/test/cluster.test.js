import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { CELL, Grid } from "../src/cluster.js";
import { worldSize } from "../src/project.js";

const ZOOM = 8;
const SIZE = worldSize(ZOOM);
const LEFT = 20_000;
const TOP = 12_000;
const view = { zoom: ZOOM, left: LEFT, top: TOP, right: LEFT + 1000, bottom: TOP + 700 };
const point = fc.record({ x: fc.integer({ min: 0, max: 999 }), y: fc.integer({ min: 0, max: 699 }), type: fc.nat(2), hidden: fc.boolean() });
const points = fc.array(point, { maxLength: 60 });

/** @param {any[]} list */
function columns(list) {
  return {
    x: Float64Array.from(list, ({ x }) => (LEFT + x + 0.5) / SIZE),
    y: Float64Array.from(list, ({ y }) => (TOP + y + 0.5) / SIZE),
    mask: Uint16Array.from(list, ({ hidden }) => (hidden ? 4 : 0)),
    type: Uint8Array.from(list, ({ type }) => type),
    types: 3,
    status: Uint8Array.from(list, ({ type }) => type),
    disputed: 1,
  };
}

test("every shown point on screen is in exactly one cluster, no hidden one in any", () =>
  fc.assert(
    fc.property(points, (list) => {
      const grid = new Grid(columns(list), view);
      const rows = grid.clusters.flatMap((cluster) => [...grid.members(cluster)]).sort((a, b) => a - b);
      assert.deepEqual(rows, list.flatMap(({ hidden }, row) => (hidden ? [] : [row])));
      for (const cluster of grid.clusters) {
        assert.equal(cluster.count, grid.members(cluster).length);
        assert.equal(cluster.count, cluster.types.reduce((sum, n) => sum + n, 0));
        assert.equal(cluster.disputed, cluster.types[1]); // here the second status goes with the second type
        for (const row of grid.members(cluster)) assert.equal(grid.clusterOf(row), cluster);
      }
    }),
  ));

test("panning changes no cluster that stays away from the edge", () =>
  fc.assert(
    fc.property(points, fc.integer({ min: -300, max: 300 }), fc.integer({ min: -300, max: 300 }), (list, dx, dy) => {
      const inner = (/** @type {any} */ moved) => (/** @type {any} */ { x, y }) =>
        x > moved.left + 3 * CELL && x < moved.right - 3 * CELL && y > moved.top + 3 * CELL && y < moved.bottom - 3 * CELL;
      const moved = { zoom: ZOOM, left: view.left + dx, right: view.right + dx, top: view.top + dy, bottom: view.bottom + dy };
      const both = (/** @type {any} */ cluster) => inner(view)(cluster) && inner(moved)(cluster);
      const told = (/** @type {Grid} */ grid) => new Map(grid.clusters.filter(both).map(({ key, count }) => [key, count]));
      assert.deepEqual(told(new Grid(columns(list), moved)), told(new Grid(columns(list), view)));
    }),
  ));

test("five hundred events at one spot make one cluster that knows it cannot be split", () => {
  const list = Array.from({ length: 500 }, () => ({ x: 63, y: 64, type: 1, hidden: false }));
  const { clusters } = new Grid(columns(list), view);
  assert.equal(clusters.length, 1);
  assert.equal(clusters[0].count, 500);
  assert.ok(clusters[0].spot);
});

test("two places in one cluster are no single spot", () => {
  const list = [{ x: 60, y: 60, type: 0, hidden: false }, { x: 66, y: 60, type: 0, hidden: false }];
  const { clusters } = new Grid(columns(list), view);
  assert.deepEqual(clusters.map(({ count, spot }) => [count, spot]), [[2, false]]);
});

test("points without a place are in no cluster", () => {
  const data = columns([{ x: 1, y: 1, type: 0, hidden: false }]);
  data.x[0] = data.y[0] = NaN;
  assert.equal(new Grid(data, view).clusters.length, 0);
});
