import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { shown, webAddress } from "../src/dom.js";

test("only http and https lead anywhere", () => {
  for (const address of ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "java\tscript:x", "vbscript:x", "file:///etc/passwd", "//example.org", "https://exa mple.org/", "https://example.org/\na", "https:// ", "", undefined])
    assert.equal(webAddress(address), "", String(address));
  assert.equal(webAddress(" https://example.org/a?b=<c> "), "https://example.org/a?b=%3Cc%3E");
});

test("no text whatever becomes an address of another kind", () =>
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => assert.match(webAddress(text) || "https://", /^https?:\/\//))));

test("what turns the direction of writing is shown as its code", () => assert.equal(shown("\u202egnp.exe\u2066"), "⟨U+202E⟩gnp.exe⟨U+2066⟩"));

test("control codes and half characters are shown as their codes", () => {
  assert.equal(shown("a\u0000b\u2028c\ud800d"), "a⟨U+0000⟩b⟨U+2028⟩c⟨U+D800⟩d");
  assert.equal(shown("😀 ok\n"), "😀 ok\n");
});

test("a megabyte is cut with a mark, a common text is not", () => {
  assert.equal(shown("x".repeat(1_000_000)), `${"x".repeat(4000)} […]`);
  assert.equal(shown("Тёткино, 12.03."), "Тёткино, 12.03.");
});

test("a letter carries six marks at most", () => assert.equal([...shown("Z" + "\u0301".repeat(3000) + " b")].length, 1 + 6 + 1 + 2));

test("ordinary text is shown as it is", () =>
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom("a", "ж", "<", "&", "`", "$", "{", "'", '"', " ", "é") }), (text) => assert.equal(shown(text), text))));
