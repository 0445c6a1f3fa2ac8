import assert from "node:assert/strict";
import test from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { columnsOf, fromBase64, runningSums, unpackJson } from "../src/decode.js";

const pack = (/** @type {string | Uint8Array} */ data) => gzipSync(data).toString("base64");

test("base64 gives the bytes back", () =>
  fc.assert(fc.property(fc.uint8Array(), (bytes) => assert.deepEqual(fromBase64(Buffer.from(bytes).toString("base64")), bytes))));

test("a packed JSON value comes out as it went in", () =>
  fc.assert(fc.asyncProperty(fc.jsonValue(), async (value) => assert.deepEqual(await unpackJson(pack(JSON.stringify(value))), JSON.parse(JSON.stringify(value))))));

test("damaged data is an error, not an answer", () => assert.rejects(unpackJson(pack("{}").slice(0, -8))));

test("columns of any types lie at multiples of eight bytes", () =>
  fc.assert(
    fc.property(fc.uint8Array(), fc.int32Array(), fc.uint16Array(), (a, b, c) => {
      const padded = [a, b, c].map((column) => {
        const bytes = Buffer.from(column.buffer, column.byteOffset, column.byteLength);
        return Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)]);
      });
      const buffer = new Uint8Array(Buffer.concat(padded)).buffer;
      const columns = columnsOf(buffer, [
        { name: "a", type: "u8", length: a.length },
        { name: "__proto__", type: "i32", length: b.length },
        { name: "c", type: "u16", length: c.length },
      ]);
      assert.deepEqual([...columns.keys()], ["a", "__proto__", "c"]);
      assert.deepEqual(columns.get("a"), a);
      assert.deepEqual(columns.get("__proto__"), b);
      assert.deepEqual(columns.get("c"), c);
    }),
  ));

test("a column of an unknown type is named in the error", () => {
  for (const type of ["i64", "constructor"])
    assert.throws(() => columnsOf(new ArrayBuffer(8), [{ name: "when", type, length: 1 }]), /column when has the type/);
});

test("steps add up to where each list begins", () => assert.deepEqual(runningSums(Uint8Array.from([0, 2, 0, 255])), Uint32Array.from([0, 2, 2, 257])));
