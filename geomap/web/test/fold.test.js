import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { fold, patternsOf } from "../src/fold.js";

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

/** Whether a search finds the text. @param {string} query @param {string} text */
const finds = (query, text) => patternsOf(query).every((word) => word.test(fold(text)));
const letters = fc.string({ unit: fc.constantFrom(..."abdeghklmnoprstuvzабвгдезклмнопрстуфхцчшыэюяіїєґё'"), minLength: 1, maxLength: 12 });

for (const spellings of [...SAME, ["Odessa", "Odesa", "Одесса", "Одеса"], ["Myropillya", "Myropilya", "Миропілля"]])
  test(`each spelling of ${spellings[0]} finds each other among other words`, () => {
    for (const query of spellings) for (const written of spellings) assert.ok(finds(query, `Shelling of (${written}), 12 March`), `${query} in ${written}`);
  });

test("any name finds the text that holds it, in whatever letters it is typed", () => {
  fc.assert(fc.property(letters, letters, (name, other) => finds(name, `${other} ${name} – ${other}`) && finds(name.toUpperCase(), `«${name}»`)));
});

test("a letter typed again and again is not that letter once", () => {
  fc.assert(fc.property(fc.constantFrom(..."abdghklmnoprstuvzбгджзклмнпрстфхцчш"), fc.integer({ min: 2, max: 8 }), (letter, times) => {
    assert.ok(!finds(letter.repeat(times), `one ${letter} alone and ${letter} again`));
    assert.ok(finds(letter.repeat(times), `the word x${letter.repeat(times)}x`));
  }));
  assert.ok(!finds("zzzzz", "Kozinka, Sudzha"));
});

test("digits are the number that is written", () => {
  assert.ok(finds("1100", "1,100 and 1100 men") && !finds("1100", "10 men, 100 men, 110 men"));
  assert.ok(!finds("11", "1 man, 12 March, 21 March") && finds("2024-03-22", "on 2024-03-22"));
  assert.ok(!finds("2024-03-22", "on 2024-03-02"));
});

test("marks of punctuation part words and are none", () => {
  assert.ok(finds("  Lozova-Rudka, (12) ", "12 men in Rudka and Lozova"));
  assert.equal(patternsOf("  Lozova-Rudka, (12) ").length, 3);
  assert.deepEqual(patternsOf(" -- "), []);
});

test("ten thousand combining marks fold in no time to nothing", () => assert.equal(fold("Z" + "\u0301".repeat(10_000)), "z"));
