// Every event in order of time. Only the rows on screen exist; the equal of the map for keyboard and ear.

/** @import { App } from "./app.js" */
import { button, el, put, quoted } from "./dom.js";
import { eventLabel } from "./marks.js";
import { shapeOf, statusClass, symbol } from "./symbols.js";

const ROW_REM = 6.2; // as in list.css
const SPARE = 4; // rows kept above and below the window
const REST = 90; // ms that the list lies still before texts are opened for it
const TALLEST = 8_000_000; // pixels; browsers cut elements above some 17 million

/** @typedef {{row: number, node: HTMLLIElement, title: HTMLElement, drawn: boolean}} Item */

export class List {
  /** @type {Map<number, Item>} by index in `rows` */
  #items = new Map();
  /** @type {Int32Array} */
  rows = new Int32Array();
  /** Of the scroller; asking for it after each change would make the browser lay out the page. */
  #seen = { scrollTop: 0, clientHeight: 0 };
  #rest = 0;
  /** Row that had the focus last, -1 = none. */
  #last = -1;
  /** Rows are written here at each change, so that a drag leaves nothing to clear away. */
  #room;
  #height = ROW_REM * parseFloat(getComputedStyle(document.documentElement).fontSize);

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.#room = new Int32Array(app.store.count);
    this.space = el("ol", { class: "gm-rows", role: "list" });
    this.none = el("p", { class: "gm-none", hidden: true });
    this.scope = el("div", { class: "gm-scope", hidden: true });
    this.scroller = el("div", { class: "gm-scroller", on: { scroll: () => this.#look(), keydown: (event) => this.#key(event) } }, this.space);
    this.element = el("section", { class: "gm-list", id: "gm-list", tabindex: -1 }, this.scope, this.none, this.scroller);
    new ResizeObserver(() => this.#look()).observe(this.scroller);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    const { app } = this;
    if (changes.has("lang")) this.#rename();
    if (changes.has("filter") || changes.has("scope") || changes.has("lang")) this.#fill(changes.has("scope"), changes.has("lang"));
    if (changes.has("hot") || changes.has("event")) this.#mark();
    if (changes.has("event") && app.state.event >= 0) this.reveal(app.state.event);
  }

  /** Scroll so that a row is on screen, if it is in the list. @param {number} row */
  reveal(row) {
    const index = indexOf(this.rows, row);
    if (index < 0) return;
    const top = this.#top(index);
    const { scrollTop, clientHeight } = this.scroller;
    if (top < scrollTop || top + this.#height > scrollTop + clientHeight) this.scroller.scrollTop = top - clientHeight / 3;
    this.#look();
  }

  /** Focus the row of an event. @param {number} row */
  focus(row) {
    this.reveal(row);
    this.#items.get(indexOf(this.rows, row))?.node.querySelector("button")?.focus({ preventScroll: true });
  }

  #look() {
    const { scrollTop, clientHeight } = this.scroller;
    this.#seen = { scrollTop, clientHeight };
    this.#draw();
  }

  #rename() {
    this.scroller.setAttribute("aria-label", this.app.t("list"));
    this.space.setAttribute("aria-label", this.app.t("list"));
    this.none.textContent = this.app.t("list.empty");
  }

  /** @param {boolean} fresh from the top @param {boolean} anew with new words */
  #fill(fresh, anew) {
    const { scope } = this.app.state;
    const { mask } = this.app.selection;
    this.rows = scope ? scope.rows.filter((row) => mask[row] === 0) : this.app.selection.rows(this.#room);
    this.#showScope();
    this.none.hidden = this.rows.length > 0;
    this.space.style.height = `${Math.min(this.rows.length * this.#height, TALLEST)}px`;
    this.#keep(anew);
    if (!fresh || !this.#seen.clientHeight) return this.#draw(); // how much is seen is told before the first frame
    this.scroller.scrollTop = 0;
    this.#look();
  }

  /** Keep what is still in the list, at its new index. @param {boolean} anew */
  #keep(anew) {
    const items = [...this.#items.values()];
    this.#items.clear();
    for (const item of items) {
      const index = anew ? -1 : indexOf(this.rows, item.row);
      if (index < 0) item.node.remove();
      else this.#items.set(index, item);
    }
  }

  #showScope() {
    const { app } = this;
    const { scope } = app.state;
    this.scope.hidden = !scope;
    if (!scope) return;
    const everything = button({ class: "gm-link", text: app.t("list.everything"), on: { click: () => this.#everything() } });
    put(this.scope, el("strong", { text: app.t(scope.area ? "list.of_area" : "list.here", { n: this.rows.length }) }), quoted(scope.label), everything);
  }

  #everything() {
    this.app.set({ scope: null });
    this.app.draw();
    this.space.querySelector("button")?.focus();
  }

  #draw() {
    const [first, last] = this.#window();
    for (const [index, { node }] of this.#items)
      if ((index < first || index >= last) && !node.contains(document.activeElement)) {
        node.remove();
        this.#items.delete(index);
      }
    for (let index = first; index < last; index++) this.#place(index);
    this.#titles();
    this.#mark();
  }

  /** First and last index on screen, with some to spare. @returns {[number, number]} */
  #window() {
    const { scrollTop, clientHeight } = this.#seen;
    const first = this.#tall() ? Math.round((scrollTop / (TALLEST - clientHeight)) * (this.rows.length - clientHeight / this.#height)) : Math.floor(scrollTop / this.#height);
    return [Math.max(0, first - SPARE), Math.min(this.rows.length, first + Math.ceil(clientHeight / this.#height) + SPARE)];
  }

  /** @param {number} index */
  #place(index) {
    const item = this.#items.get(index) ?? this.#make(index);
    item.node.style.transform = `translateY(${this.#top(index)}px)`;
    item.node.setAttribute("aria-setsize", String(this.rows.length));
    item.node.setAttribute("aria-posinset", String(index + 1));
  }

  /** Pixels from the top of the space. A list too tall for a browser is squeezed: rows stand by the window's own scale. @param {number} index */
  #top(index) {
    if (!this.#tall()) return index * this.#height;
    const { scrollTop, clientHeight } = this.#seen;
    const first = (scrollTop / (TALLEST - clientHeight)) * (this.rows.length - clientHeight / this.#height);
    return scrollTop + (index - first) * this.#height;
  }

  #tall() {
    return this.rows.length * this.#height > TALLEST;
  }

  /** @param {number} index @returns {Item} */
  #make(index) {
    const { app } = this;
    const row = this.rows[index];
    const title = el("span", { class: "gm-row-title", text: app.t("list.loading") });
    const node = el("li", { class: "gm-row" }, this.#button(row, title));
    const item = { row, node, title, drawn: false };
    this.#items.set(index, item);
    this.space.append(node);
    return item;
  }

  /** @param {number} row @param {HTMLElement} title */
  #button(row, title) {
    const { app } = this;
    const { store, words } = app;
    const status = store.value("status", row);
    const head = el("span", { class: "gm-row-head" }, el("time", { text: app.dateWords(row) }), quoted(app.placeName(row), { class: "gm-row-place" }));
    const foot = el(
      "span",
      { class: "gm-row-foot" },
      el("span", { class: `gm-chip ${statusClass(status)}`, text: words.term("status", status) }),
      store.isPlaced(row) ? null : el("span", { class: "gm-off", text: app.t("not_on_map") }),
      store.flags[row] & 4 ? el("span", { class: "gm-off", text: app.t("card.figures") }) : null,
      store.flags[row] & 1 ? el("span", { class: "gm-warn", text: app.t("card.flagged") }) : null,
    );
    const on = {
      click: () => app.set({ event: row }),
      pointerenter: () => app.set({ hot: [row] }),
      pointerleave: () => app.set({ hot: [] }),
      focus: () => {
        this.#last = row;
        app.set({ hot: [row] });
      },
      blur: () => app.set({ hot: [] }),
    };
    const sign = el("span", { class: "gm-row-sign" }, symbol(store.isPlaced(row) ? shapeOf(store.value("precision", row)) : "disc", store.value("event_type", row), status));
    return button({ class: "gm-row-button", title: eventLabel(app, row), on }, sign, el("span", { class: "gm-row-body" }, head, title, foot));
  }

  /** Put in the titles that are at hand; open the others once the list lies still. */
  #titles() {
    const missing = [...this.#items.values()].filter((item) => !item.drawn && !this.#title(item, this.app.texts.peek(item.row)));
    clearTimeout(this.#rest);
    if (missing.length) this.#rest = window.setTimeout(() => this.#open(missing), REST);
  }

  /** @param {Item[]} items */
  async #open(items) {
    for (const item of items) if (item.node.isConnected) this.#title(item, await this.app.texts.get(item.row));
  }

  /** @param {Item} item @param {import("./types.js").EventText | undefined} text */
  #title(item, text) {
    if (text) put(item.title, quoted(text.title ?? ""));
    return (item.drawn = text !== undefined);
  }

  #mark() {
    const { hot, event } = this.app.state;
    const stop = this.#stop();
    for (const { row, node } of this.#items.values()) {
      const within = /** @type {HTMLElement} */ (node.firstElementChild);
      if (within.tabIndex !== (row === stop ? 0 : -1)) within.tabIndex = row === stop ? 0 : -1;
      node.classList.toggle("is-hot", hot.includes(row));
      node.classList.toggle("is-open", row === event);
      row === event ? node.setAttribute("aria-current", "true") : node.removeAttribute("aria-current");
    }
  }

  /** The one row that Tab stops at, so that it does not take a press a row to get past the list: where the focus was, else the first on screen. */
  #stop() {
    if (this.#items.has(indexOf(this.rows, this.#last))) return this.#last;
    const first = Math.ceil(this.#seen.scrollTop / this.#height);
    return this.rows[this.#items.has(first) ? first : Math.min(...this.#items.keys())];
  }

  /** Arrow keys go from row to row. @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 }[event.key];
    const at = [...this.#items].find(([, { node }]) => node.contains(document.activeElement))?.[0];
    if (at === undefined) return;
    const ends = { Home: 0, End: this.rows.length - 1 };
    const to = step ? at + step : ends[/** @type {"Home" | "End"} */ (event.key)];
    if (to === undefined) return;
    event.preventDefault();
    this.focus(this.rows[Math.max(0, Math.min(this.rows.length - 1, to))]);
  }
}

/** Where `row` stands among sorted rows, -1 = not at all. @param {Int32Array} rows @param {number} row */
function indexOf(rows, row) {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    rows[middle] < row ? (low = middle + 1) : (high = middle);
  }
  return rows[low] === row ? low : -1;
}
