// Bytes to values: the other end of geomap/payload.py.

/** @import { Column, ColumnSpec } from "./types.js" */

/** Column types by the name that payload.py gives them. @type {Record<string, {new (b: ArrayBuffer, at: number, n: number): Column, BYTES_PER_ELEMENT: number}>} */
const TYPES = {
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
};

const ALIGNMENT = 8;

/** Stands for "no number" in a column of whole numbers. */
export const NO_NUMBER = -2147483648;

/**
 * Bytes of a base64 text. Throws DOMException or SyntaxError where it is none.
 * @param {string} text
 */
export function fromBase64(text) {
  const { fromBase64: native } = /** @type {{fromBase64?: (text: string) => Uint8Array<ArrayBuffer>}} */ (/** @type {unknown} */ (Uint8Array));
  if (native) return native(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/**
 * Bytes of a base64 text of gzip. Throws TypeError where they are damaged.
 * @param {string} text
 */
export async function unpack(text) {
  const { readable, writable } = new DecompressionStream("gzip");
  const writer = writable.getWriter(); // a blob's stream would go through another process
  const written = Promise.all([writer.write(fromBase64(text)), writer.close()]);
  const [bytes] = await Promise.all([new Response(readable).arrayBuffer(), written]);
  return bytes;
}

/**
 * The JSON value in a base64 text of gzip.
 * @param {string} text
 */
export async function unpackJson(text) {
  return JSON.parse(new TextDecoder().decode(await unpack(text)));
}

/**
 * Views on the columns that lie in `buffer` one after another, each at a multiple of 8 bytes.
 * @param {ArrayBuffer} buffer
 * @param {ColumnSpec[]} specs
 * @returns {Map<string, Column>}
 */
export function columnsOf(buffer, specs) {
  const columns = new Map();
  let at = 0;
  for (const { name, type, length } of specs) {
    const Type = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
    if (!Type) throw new TypeError(`column ${name} has the type ${type}, which this page does not know`);
    columns.set(name, new Type(buffer, at, length));
    at += Math.ceil((length * Type.BYTES_PER_ELEMENT) / ALIGNMENT) * ALIGNMENT;
  }
  return columns;
}

/** Sums of a column from its first number to each. @param {Column} steps */
export function runningSums(steps) {
  const sums = new Uint32Array(steps.length);
  for (let at = 0, sum = 0; at < sums.length; at++) sums[at] = sum += steps[at];
  return sums;
}
