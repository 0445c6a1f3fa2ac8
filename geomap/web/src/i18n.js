// Words of the page. A language is one file in lang/: { code, name, words }.

/** A text with {marks}, or its plural forms by the language's rules. @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Message */
/** @typedef {{code: string, name: string, words: Record<string, Message>}} Language */

export class Words {
  /** @type {Intl.PluralRules | undefined} */
  #plural;
  /** @type {Intl.NumberFormat | undefined} */
  #decimals;

  /** @param {Language} language @param {Language} fallback for words that the language lacks */
  constructor(language, fallback) {
    this.code = language.code;
    this.words = new Map([...Object.entries(fallback.words), ...Object.entries(language.words)]);
    this.numbers = new Intl.NumberFormat(language.code);
  }

  get plural() {
    return (this.#plural ??= new Intl.PluralRules(this.code));
  }

  get decimals() {
    return (this.#decimals ??= new Intl.NumberFormat(this.code, { maximumFractionDigits: 1 }));
  }

  /**
   * The words for `key`; `n` chooses the plural form, every {mark} is filled from `values`.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  t(key, values = {}) {
    const message = this.words.get(key) ?? key;
    const text = typeof message === "string" ? message : (message[this.plural.select(Number(values.n))] ?? message.other ?? key);
    return text.replace(/\{(\w+)\}/g, (_, mark) => this.#value(values[mark] ?? ""));
  }

  /** The words for a value of the vocabulary, or the value itself. @param {string} group @param {string} name */
  term(group, name) {
    const message = this.words.get(`${group}.${name || "unknown"}`);
    return typeof message === "string" ? message : name.replaceAll("_", " ");
  }

  /** @param {number} number */
  number(number) {
    return this.numbers.format(number);
  }

  /** Name of a country or language code in this language. @param {"region" | "language"} type @param {string} code */
  nameOf(type, code) {
    try {
      return new Intl.DisplayNames(this.code, { type }).of(code) ?? code;
    } catch {
      return code;
    }
  }

  /** @param {string | number} value */
  #value(value) {
    return typeof value === "number" ? this.numbers.format(value) : value;
  }
}

/**
 * @param {Language[]} languages
 * @param {string} code
 */
export function wordsOf(languages, code) {
  const english = /** @type {Language} */ (languages.find((language) => language.code === "en"));
  return new Words(languages.find((language) => language.code === code) ?? english, english);
}
