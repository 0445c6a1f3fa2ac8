// Full text: places in every spelling, titles, claims, speakers, sources. Blocks are opened one after
// another and not kept, so that a million events can be searched without a million texts in memory.

/** @import { EventText, Layers, Place } from "./types.js" */
/** @import { Store } from "./store.js" */
/** @import { Texts } from "./texts.js" */
import { fold, patternsOf } from "./fold.js";
import { namesOfRegion } from "./names.js";

const KEPT_ROWS = 20_000; // up to this many rows the folded texts are kept for the next letter
const LONGEST = 20_000; // characters of one event that are searched

export class Search {
  /** By code of the place and of the region. @type {string[] | null} */
  #places = null;
  /** @type {string[] | null} */
  #regions = null;
  /** @type {Map<number, string[]>} folded texts by block */
  #folded = new Map();
  #asked = 0;

  /** @param {Store} store @param {Texts} texts @param {Layers} layers */
  constructor(store, texts, layers) {
    this.store = store;
    this.texts = texts;
    this.layers = layers;
  }

  /**
   * Rows that hold every word of the query, 1 = found; null for an empty query. `progress` gets what
   * has been found so far; a newer query makes an older one give up and answer undefined.
   * @param {string} query
   * @param {(found: Uint8Array) => void} [progress]
   * @returns {Promise<Uint8Array | null | undefined>}
   */
  async find(query, progress) {
    const asked = ++this.#asked;
    const words = patternsOf(query);
    if (!words.length) return null;
    const found = new Uint8Array(this.store.count);
    let shown = performance.now();
    for (let block = 0; block < this.texts.blocks; block++) {
      const texts = await this.#block(block);
      if (asked !== this.#asked) return undefined;
      this.#scan(block, texts, words, found);
      if (performance.now() - shown < 300) continue;
      progress?.(found);
      shown = performance.now();
    }
    return found;
  }

  /** @param {number} block @param {string[]} texts @param {RegExp[]} words @param {Uint8Array} found */
  #scan(block, texts, words, found) {
    const places = (this.#places ??= this.store.places.map(placeText));
    const region = this.store.category("region");
    const regions = (this.#regions ??= region.values.map((cell) => fold(cell.split("; ").flatMap((name) => namesOfRegion(this.layers, name)).join(" | "))));
    const from = block * this.texts.size;
    for (const [at, text] of texts.entries()) {
      const place = places[this.store.place[from + at]] ?? "";
      const around = regions[region.codes[from + at]] ?? "";
      found[from + at] = Number(words.every((word) => word.test(text) || word.test(place) || word.test(around)));
    }
  }

  /** @param {number} block */
  async #block(block) {
    const kept = this.#folded.get(block);
    if (kept) return kept;
    const folded = (await this.texts.block(block)).map(eventText);
    if (this.store.count <= KEPT_ROWS) this.#folded.set(block, folded);
    return folded;
  }
}

/** @param {Place} place */
function placeText({ name, names, alt }) {
  return fold([name, ...Object.values(names ?? {}), ...(alt ?? [])].join(" | "));
}

/** @param {EventText} text */
function eventText(text) {
  const claims = (text.reports ?? []).flatMap(({ claim, speaker, publisher, source, place, casualties_text, note }) => [claim, speaker, publisher, source, place, casualties_text, note]);
  const all = [text.id, text.title, text.summary, text.place, text.admin1, text.admin2, text.note, text.location_note, ...claims];
  return fold(all.filter(Boolean).join(" | ").slice(0, LONGEST));
}
