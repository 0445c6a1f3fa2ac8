// Days are whole numbers since 1970-01-01, as in the columns; dates in the page's text are ISO.

const DAY = 86_400_000;

/** @param {number} day */
export const isoDay = (day) => new Date(day * DAY).toISOString().slice(0, 10);

/** Day of an ISO date (YYYY, YYYY-MM or YYYY-MM-DD, its first day), NaN where it is none. @param {string} text */
export function dayOf(text) {
  const found = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text);
  if (!found) return NaN;
  const [, year, month = "01", date = "01"] = found;
  const day = Date.parse(`${year}-${month}-${date}T00:00:00Z`) / DAY;
  return Number.isNaN(day) || isoDay(day) !== `${year}-${month}-${date}` ? NaN : day;
}

export class DateWords {
  /** Made when first asked for: each takes a browser a millisecond. @type {Map<string, Intl.DateTimeFormat>} */
  #formats = new Map();

  /** @param {string} lang */
  constructor(lang) {
    this.lang = lang;
  }

  get day() {
    return this.#format("day", { day: "numeric", month: "short", year: "numeric" });
  }

  get shortDay() {
    return this.#format("shortDay", { day: "numeric", month: "short" });
  }

  get shortMonth() {
    return this.#format("shortMonth", { month: "short", year: "numeric" });
  }

  get month() {
    return this.#format("month", { month: "long", year: "numeric" });
  }

  get year() {
    return this.#format("year", { year: "numeric" });
  }

  /** @param {string} name @param {Intl.DateTimeFormatOptions} options */
  #format(name, options) {
    const format = this.#formats.get(name) ?? new Intl.DateTimeFormat(this.lang, { timeZone: "UTC", ...options });
    this.#formats.set(name, format);
    return format;
  }

  /** The span in words at the exactness it has. @param {number} start @param {number} end @param {string} precision */
  span(start, end, precision) {
    const [from, to] = [new Date(start * DAY), new Date(end * DAY)];
    if (precision === "year") return this.year.formatRange(from, to);
    if (precision === "month") return this.month.formatRange(from, to);
    return start === end ? this.day.format(from) : this.day.formatRange(from, to);
  }

  /** An ISO date in words; any other text as it is. @param {string} text */
  iso(text) {
    const day = dayOf(text.slice(0, 10));
    if (Number.isNaN(day)) return text;
    const date = new Date(day * DAY);
    return text.length === 4 ? this.year.format(date) : text.length === 7 ? this.month.format(date) : this.day.format(date);
  }
}
