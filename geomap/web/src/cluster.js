// Clusters need no index: one pass puts every shown point into a cell of a grid that is anchored in
// world pixels, so that panning changes nothing; then cells whose centres nearly touch are joined.

/** Points in unit coordinates (NaN = none); a point counts while its mask is 0. @typedef {{x: Float64Array, y: Float64Array, mask: Uint16Array, type: ArrayLike<number>, types: number, status: ArrayLike<number>, disputed: number}} Points `disputed` is the code of that status, -1 = none has it */
/** What is on screen, in world pixels of `zoom`. @typedef {{zoom: number, left: number, top: number, right: number, bottom: number}} View */
/**
 * @typedef {object} Cluster
 * @property {string} key stays the same while the grid does
 * @property {number} x centre in world pixels
 * @property {number} y
 * @property {number} count
 * @property {number} first lowest row in it
 * @property {Uint32Array} types count by type
 * @property {number} disputed how many of them are
 * @property {boolean} spot all points are at one place
 * @property {number[]} cells of the grid
 */

import { worldSize } from "./project.js";

export const CELL = 64; // pixels
const JOIN = 38; // pixels between centres below which two clusters would overlap

export class Grid {
  /** @param {Points} points @param {View} view */
  constructor(points, view) {
    this.points = points;
    this.size = worldSize(view.zoom);
    this.x0 = Math.floor(view.left / CELL) - 1;
    this.y0 = Math.floor(view.top / CELL) - 1;
    this.columns = Math.floor(view.right / CELL) + 2 - this.x0;
    this.rows = Math.floor(view.bottom / CELL) + 2 - this.y0;
    this.clusters = this.#joined(this.#cells());
  }

  /** Cell of a row in this grid, -1 outside of it. @param {number} row */
  cell(row) {
    const { x, y } = this.points;
    const column = Math.floor((x[row] * this.size) / CELL) - this.x0;
    const line = Math.floor((y[row] * this.size) / CELL) - this.y0;
    const inside = column >= 0 && line >= 0 && column < this.columns && line < this.rows;
    return inside ? line * this.columns + column : -1; // NaN compares false
  }

  /** Rows of a cluster, in order. @param {Cluster} cluster */
  members(cluster) {
    const wanted = new Set(cluster.cells);
    const rows = new Int32Array(cluster.count);
    const { mask } = this.points;
    for (let row = cluster.first, at = 0; at < rows.length && row < mask.length; row++)
      if (mask[row] === 0 && wanted.has(this.cell(row))) rows[at++] = row;
    return rows;
  }

  /** The cluster that holds a row. @param {number} row */
  clusterOf(row) {
    const cell = this.cell(row);
    return this.clusters.find(({ cells }) => cells.includes(cell));
  }

  #cells() {
    const { x, y, mask, type, types, status, disputed } = this.points;
    const { size, x0, y0, columns, rows } = this;
    const cells = new Cells(columns * rows, types);
    const scale = size / CELL;
    const [west, north, east, south] = [x0 / scale, y0 / scale, (x0 + columns) / scale, (y0 + rows) / scale];
    for (let row = 0; row < mask.length; row++) {
      const px = x[row];
      const py = y[row];
      if (mask[row] !== 0 || !(px >= west && px < east && py >= north && py < south)) continue;
      const column = Math.floor(px * scale) - x0;
      const line = Math.floor(py * scale) - y0;
      if (column >= 0 && line >= 0 && column < columns && line < rows) cells.add(line * columns + column, row, px, py, type[row], status[row] === disputed ? 1 : 0);
    }
    return cells;
  }

  /** A cell joins the greatest cell it nearly touches, if that one joins none: so panning changes nothing. @param {Cells} cells */
  #joined(cells) {
    const greater = new Map(cells.used.map((cell) => [cell, this.#greatest(cell, cells)]));
    /** @type {Map<number, number[]>} */
    const groups = new Map();
    for (const [cell, other] of greater) {
      const owner = other !== cell && greater.get(other) === other ? other : cell;
      groups.set(owner, [...(groups.get(owner) ?? []), cell]);
    }
    return [...groups].map(([owner, group]) => this.#cluster(owner, group, cells));
  }

  /** The greatest of a cell and those around whose centres nearly touch its own. @param {number} cell @param {Cells} cells */
  #greatest(cell, cells) {
    const column = cell % this.columns;
    let greatest = cell;
    for (let dy = -this.columns; dy <= this.columns; dy += this.columns)
      for (let dx = -1; dx <= 1; dx++) {
        const other = cell + dy + dx;
        const adjacent = column + dx >= 0 && column + dx < this.columns && cells.count[other] > 0;
        const more = adjacent && (cells.count[other] - cells.count[greatest] || greatest - other) > 0;
        if (more && this.#gap(cell, other, cells) < JOIN) greatest = other;
      }
    return greatest;
  }

  /** @param {number} a @param {number} b @param {Cells} cells */
  #gap(a, b, cells) {
    const dx = cells.sumX[a] / cells.count[a] - cells.sumX[b] / cells.count[b];
    const dy = cells.sumY[a] / cells.count[a] - cells.sumY[b] / cells.count[b];
    return Math.hypot(dx, dy) * this.size;
  }

  /** @param {number} owner @param {number[]} group @param {Cells} cells @returns {Cluster} */
  #cluster(owner, group, cells) {
    const types = new Uint32Array(cells.types);
    let [count, x, y, first, disputed, spread] = [0, 0, 0, Infinity, 0, false];
    const anchor = cells.first[owner];
    for (const cell of group) {
      count += cells.count[cell];
      x += cells.sumX[cell];
      y += cells.sumY[cell];
      first = Math.min(first, cells.first[cell]);
      disputed += cells.disputed[cell];
      spread ||= cells.spread[cell] === 1 || !this.#same(anchor, cells.first[cell]);
      for (let type = 0; type < types.length; type++) types[type] += cells.byType[cell * types.length + type];
    }
    const [line, column] = [Math.floor(owner / this.columns) + this.y0, (owner % this.columns) + this.x0];
    const key = `${this.size}/${column}/${line}`;
    const scale = this.size / count;
    return { key, x: x * scale, y: y * scale, count, first, types, disputed, spot: !spread, cells: group };
  }

  /** @param {number} a @param {number} b */
  #same(a, b) {
    return this.points.x[a] === this.points.x[b] && this.points.y[a] === this.points.y[b];
  }
}

/** Sums over the points of each cell. */
class Cells {
  /** @param {number} length @param {number} types */
  constructor(length, types) {
    this.types = types;
    this.count = new Uint32Array(length);
    this.sumX = new Float64Array(length);
    this.sumY = new Float64Array(length);
    this.first = new Int32Array(length);
    this.firstX = new Float64Array(length);
    this.firstY = new Float64Array(length);
    this.spread = new Uint8Array(length);
    this.disputed = new Uint32Array(length);
    this.byType = new Uint32Array(length * types);
    /** @type {number[]} */
    this.used = [];
  }

  /** @param {number} cell @param {number} row @param {number} x @param {number} y @param {number} type @param {number} disputed 1 = it is */
  add(cell, row, x, y, type, disputed) {
    if (this.count[cell]++ === 0) {
      this.used.push(cell);
      this.first[cell] = row;
      this.firstX[cell] = x;
      this.firstY[cell] = y;
    } else if (x !== this.firstX[cell] || y !== this.firstY[cell]) {
      this.spread[cell] = 1;
    }
    this.sumX[cell] += x;
    this.sumY[cell] += y;
    this.byType[cell * this.types + type]++;
    this.disputed[cell] += disputed;
  }
}
