// Texts lie in compressed blocks, column by column (see geomap/texts.py); a block is opened when one of
// its rows is looked at.

/** @import { Claim, EventText, Fault } from "./types.js" */
import { unpackJson } from "./decode.js";

/** A list of values or of codes, or one that stands for all. @typedef {Record<string, any>} TextColumns */
/** @typedef {{events: TextColumns, of: number[], reports: TextColumns, problems: Record<string, Fault[]>}} Block */
/** Texts of the columns that hold codes. @typedef {{events: Record<string, string[]>, reports: Record<string, string[]>}} Dicts */

const OPEN_BLOCKS = 32; // kept open at once: 16,384 events

export class Texts {
  /** @type {Map<number, EventText[]>} */
  #open = new Map();
  /** @type {Map<number, Promise<EventText[]>>} */
  #opening = new Map();

  /** @type {Promise<Dicts> | undefined} */
  #dicts;

  /**
   * @param {{size: number, dicts: string}} packed
   * @param {number} blocks how many there are
   * @param {(block: number) => Promise<string>} packedBlock
   */
  constructor({ size, dicts }, blocks, packedBlock) {
    this.size = size;
    this.blocks = blocks;
    this.packedDicts = dicts;
    this.packedBlock = packedBlock;
  }

  /** The row's record if its block is open, else undefined. @param {number} row @returns {EventText | undefined} */
  peek(row) {
    return this.#open.get(Math.floor(row / this.size))?.[row % this.size];
  }

  /** @param {number} row @returns {Promise<EventText>} */
  async get(row) {
    const records = await this.block(Math.floor(row / this.size));
    return records[row % this.size] ?? {};
  }

  /** Records of one block; the block that was opened longest ago gives way. @param {number} block @returns {Promise<EventText[]>} */
  async block(block) {
    const open = this.#open.get(block);
    if (open) return open;
    const opening = this.#opening.get(block) ?? this.#unpack(block);
    this.#opening.set(block, opening);
    const records = await opening;
    this.#opening.delete(block);
    this.#open.set(block, records);
    if (this.#open.size > OPEN_BLOCKS) this.#open.delete(/** @type {number} */ (this.#open.keys().next().value));
    return records;
  }

  /** @param {number} block */
  async #unpack(block) {
    this.#dicts ??= unpackJson(this.packedDicts);
    const [columns, dicts] = await Promise.all([this.packedBlock(block).then(unpackJson), this.#dicts]);
    return recordsOf(columns, dicts);
  }
}

/** Gives the packed blocks of a document, of which each has an element. The browser may still be reading it. @param {Document} document */
export const blocksIn = (document) => async (/** @type {number} */ block) => {
  const find = () => /** @type {HTMLTemplateElement | null} */ (document.getElementById(`geomap-texts-${block}`));
  const isWhole = find()?.nextSibling || document.readyState !== "loading";
  if (!isWhole) await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
  const text = find()?.content.textContent;
  if (!text) throw new Error(`the page holds no block ${block} of texts: was it cut?`);
  return text;
};

/** The events of a block, each with its reports and problems. @param {Block} block @param {Dicts} dicts @returns {EventText[]} */
export function recordsOf({ events, of, reports, problems }, dicts) {
  const claims = rowsOf(reports, dicts.reports, of.reduce((sum, count) => sum + count, 0)).map(withFigures);
  let at = 0;
  return rowsOf(events, dicts.events, of.length).map((event, row) => {
    if (problems[row]) event.problems = problems[row];
    if (of[row]) event.reports = claims.slice(at, (at += of[row])).map((claim) => withClaim(claim, event));
    return event;
  });
}

/** Rows without what is empty. @param {TextColumns} columns @param {Record<string, string[]>} dicts @param {number} count */
function rowsOf(columns, dicts, count) {
  const rows = Array.from({ length: count }, () => /** @type {Record<string, any>} */ ({}));
  for (const [name, column] of Object.entries(columns)) {
    const words = Object.hasOwn(dicts, name) ? dicts[name] : null;
    for (let row = 0; row < count; row++) {
      const value = Array.isArray(column) ? column[row] : column;
      const text = words ? words[value] : value;
      if (text !== "" && text !== null) rows[row][name] = text;
    }
  }
  return rows;
}

/** A claim of 0 is the event's title. @param {Record<string, any>} claim @param {Record<string, any>} event @returns {Claim} */
function withClaim(claim, event) {
  return claim.claim === 0 ? { ...claim, claim: event.title } : claim;
}

/** killed_low, killed_best and killed_high as one list. @param {Record<string, any>} row @returns {Claim} */
function withFigures({ killed_low = null, killed_best = null, killed_high = null, injured_low = null, injured_best = null, injured_high = null, ...claim }) {
  const known = (/** @type {(number | null)[]} */ bounds) => bounds.some((bound) => bound !== null);
  const [killed, injured] = [[killed_low, killed_best, killed_high], [injured_low, injured_best, injured_high]];
  return { ...claim, ...(known(killed) ? { killed } : {}), ...(known(injured) ? { injured } : {}) };
}
