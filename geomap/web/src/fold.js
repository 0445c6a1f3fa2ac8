// Folding: spellings that name the same thing become the same letters, in any script.

/** Cyrillic letters as Latin ones, near enough to search by. */
const LATIN = new Map(
  Object.entries({
    а: "a", б: "b", в: "v", г: "g", ґ: "g", д: "d", е: "e", ё: "e", є: "e", ж: "zh", з: "z", и: "i", і: "i", ї: "i", й: "i",
    к: "k", л: "l", м: "m", н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ў: "u", ф: "f", х: "h", ц: "ts", ч: "ch",
    ш: "sh", щ: "shch", ъ: "", ы: "i", ь: "", э: "e", ю: "u", я: "a", ђ: "d", ј: "i", љ: "l", њ: "n", ћ: "c", џ: "dz",
  }),
);

/** Latin spellings of one sound, the longer first. @type {[RegExp, string][]} */
const SOUNDS = [
  [/yo|jo/g, "e"],
  [/ye|je|ie/g, "e"],
  [/yu|ju|iu/g, "u"],
  [/ya|ja|ia/g, "a"],
  [/kh/g, "h"],
  [/[yj]/g, "i"],
  [/w/g, "v"],
];

/**
 * Letters and digits to compare by: Тёткино, Tyotkino and Tetkino give the same. Doubled letters stay.
 * @param {string} text
 */
export function fold(text) {
  const lower = text.normalize("NFKC").toLowerCase().replace(/ьо/g, "е").normalize("NFD").replace(/[\p{M}'’ʼʹ`´]/gu, "");
  const latin = lower.replace(/[Ѐ-ӿ]/g, (letter) => LATIN.get(letter) ?? letter).replace(/[^\p{L}\p{N}]+/gu, " ");
  return SOUNDS.reduce((folded, [spelling, sound]) => folded.replace(spelling, sound), latin).trim();
}

/**
 * What a text must hold, one pattern for each word of the query. A letter may be doubled or not (Odessa,
 * Одеса), but a word of one letter or digit again and again is meant as it is written, and so is a number.
 * @param {string} query
 */
export function patternsOf(query) {
  return fold(query).split(" ").filter(Boolean).map(pattern);
}

/** @param {string} word folded: letters and digits only */
function pattern(word) {
  const same = /^(.)\1+$/u.test(word);
  return new RegExp(same ? word : word.replace(/(\p{L})\1*/gu, "$1+"), "u");
}
