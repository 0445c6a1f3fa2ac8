// Texts lie in compressed blocks; a block is opened when one of its rows is looked at.

/** @import { EventText } from "./types.js" */
import { unpackJson } from "./decode.js";

const OPEN_BLOCKS = 64; // kept open at once: 16,384 events

export class Texts {
  /** @type {Map<number, EventText[]>} */
  #open = new Map();
  /** @type {Map<number, Promise<EventText[]>>} */
  #opening = new Map();

  /** @param {{size: number, blocks: string[]}} packed */
  constructor(packed) {
    this.size = packed.size;
    this.blocks = packed.blocks;
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
    const opening = this.#opening.get(block) ?? unpackJson(this.blocks[block]);
    this.#opening.set(block, opening);
    const records = await opening;
    this.#opening.delete(block);
    this.#open.set(block, records);
    if (this.#open.size > OPEN_BLOCKS) this.#open.delete(/** @type {number} */ (this.#open.keys().next().value));
    return records;
  }
}
