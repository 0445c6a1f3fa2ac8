import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { fold, wordsOfQuery } from "../src/fold.js";

const SAME = [
  ["Tyotkino", "Tetkino", "Тёткино", "Теткино", "Тьоткіно", "TETKINO"],
  ["Kozinka", "Козинка", "Козінка"],
  ["Grayvoron", "Graivoron", "Грайворон", "Ґрайворон"],
  ["Myropillya", "Миропілля"],
  ["Khar'kiv", "Харків", "Kharkiv"],
  ["Kyiv", "Київ", "Kiiv"],
  ["Sudzha", "Суджа"],
];

for (const spellings of SAME)
  test(`all spellings of ${spellings[0]} fold to the same`, () => assert.equal(new Set(spellings.map(fold)).size, 1, spellings.map(fold).join(" ")));

test("different places stay different", () => {
  const names = ["Tetkino", "Kozinka", "Glotovo", "Sudzha", "Belgorod", "Kursk", "Gornal", "Popovka"];
  assert.equal(new Set(names.map(fold)).size, names.length);
});

test("a text that holds a name holds it when both are folded", () => {
  const names = SAME.flat();
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.constantFrom(...names), (one, other) => {
      for (const word of wordsOfQuery(one)) assert.ok(fold(`(${other}), "${one}" – ${other}`).includes(word));
    }),
  );
});

test("marks of punctuation part words and are none", () => {
  assert.deepEqual(wordsOfQuery("  Lozova-Rudka, (12) "), ["lozova", "rudka", "12"]);
  assert.deepEqual(wordsOfQuery(" -- "), []);
});

test("ten thousand combining marks fold in no time to nothing", () => assert.equal(fold("Z" + "\u0301".repeat(10_000)), "z"));
