import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import test from "node:test";
import { Words, wordsOf } from "../src/i18n.js";

const folder = new URL("../src/lang/", import.meta.url);
/** @type {import("../src/i18n.js").Language[]} */
const languages = await Promise.all((await readdir(folder)).map(async (file) => (await import(new URL(file, folder).href)).default));
const english = /** @type {import("../src/i18n.js").Language} */ (languages.find(({ code }) => code === "en"));

/** @param {import("../src/i18n.js").Message} message */
const marks = (message) => [...new Set(JSON.stringify(message).match(/\{\w+\}/g))].sort();

for (const language of languages) {
  test(`${language.name} has every word of the page, with the same marks`, () => {
    for (const [key, message] of Object.entries(english.words)) {
      assert.ok(key in language.words, `${language.code} lacks ${key}`);
      assert.deepEqual(marks(language.words[key]), marks(message), key);
    }
  });

  test(`${language.name} has the plural forms that its grammar asks for`, () => {
    const categories = new Intl.PluralRules(language.code).resolvedOptions().pluralCategories;
    for (const [key, message] of Object.entries(language.words)) if (typeof message !== "string") assert.deepEqual(Object.keys(message).sort(), [...categories].sort(), key);
  });
}

test("counts take the form of their number", () => {
  const words = wordsOf(languages, "uk");
  assert.deepEqual([1, 2, 5, 21].map((n) => words.t("events", { n })), ["1 подія", "2 події", "5 подій", "21 подія"]);
});

test("a value that no language knows is shown as it is", () => {
  const words = new Words(english, english);
  assert.equal(words.term("event_type", "border_dispute"), "border dispute");
  assert.equal(words.term("event_type", "__proto__"), "  proto  ");
  assert.equal(words.nameOf("language", "not a code!"), "not a code!");
});

test("text that is filled in is not read as a mark again", () => assert.equal(wordsOf(languages, "en").t("as_of", { date: "{date}" }), "Data as of {date}"));
