// Web Mercator between degrees and the unit square: x grows east, y grows south, both 0 to 1.

const TILE = 256;
const MAX_LATITUDE = 85.0511287798;

/** Side of the world in screen pixels. @param {number} zoom */
export const worldSize = (zoom) => TILE * 2 ** zoom;

/** @param {number} lon degrees */
export const unitX = (lon) => lon / 360 + 0.5;

/** @param {number} lat degrees */
export function unitY(lat) {
  const sine = Math.sin((Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** @param {number} x */
export const lonOf = (x) => (x - 0.5) * 360;

/** @param {number} y */
export const latOf = (y) => (Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180) / Math.PI;

/**
 * Unit coordinates of columns in millionths of a degree; NaN where `none` stands.
 * @param {ArrayLike<number>} lonE6
 * @param {ArrayLike<number>} latE6
 * @param {number} none
 */
export function project(lonE6, latE6, none) {
  const x = new Float64Array(lonE6.length);
  const y = new Float64Array(lonE6.length);
  for (let row = 0; row < x.length; row++) {
    const placed = lonE6[row] !== none && latE6[row] !== none;
    x[row] = placed ? unitX(lonE6[row] / 1e6) : NaN;
    y[row] = placed ? unitY(latE6[row] / 1e6) : NaN;
  }
  return { x, y };
}
