// Every event in order of time. Only the rows on screen exist; the equal of the map for keyboard and ear.

/** @import { App } from "./app.js" */
import { button, el, put, quoted } from "./dom.js";
import { eventLabel } from "./marks.js";
import { shapeOf, statusClass, symbol } from "./symbols.js";

const ROW_REM = 6.2; // as in list.css
const SPARE = 4; // rows kept above and below the window
const TALLEST = 8_000_000; // pixels; browsers cut elements above some 17 million

/** @typedef {{row: number, node: HTMLLIElement, title: HTMLElement, drawn: boolean}} Item */

export class List {
  /** @type {Map<number, Item>} by index in `rows` */
  #items = new Map();
  /** @type {Int32Array} */
  rows = new Int32Array();
  #height = ROW_REM * parseFloat(getComputedStyle(document.documentElement).fontSize);

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.space = el("ol", { class: "gm-rows", role: "list" });
    this.none = el("p", { class: "gm-none", hidden: true });
    this.scope = el("div", { class: "gm-scope", hidden: true });
    this.scroller = el("div", { class: "gm-scroller", on: { scroll: () => this.#draw(), keydown: (event) => this.#key(event) } }, this.space);
    this.element = el("section", { class: "gm-list", id: "gm-list", tabindex: -1 }, this.scope, this.none, this.scroller);
    new ResizeObserver(() => this.#draw()).observe(this.scroller);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    const { app } = this;
    if (changes.has("lang")) this.#rename();
    if (changes.has("filter") || changes.has("scope") || changes.has("lang")) this.#fill(changes.has("scope"));
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
    this.#draw();
  }

  /** Focus the row of an event. @param {number} row */
  focus(row) {
    this.reveal(row);
    this.#items.get(indexOf(this.rows, row))?.node.querySelector("button")?.focus({ preventScroll: true });
  }

  #rename() {
    this.scroller.setAttribute("aria-label", this.app.t("list"));
    this.space.setAttribute("aria-label", this.app.t("list"));
    this.none.textContent = this.app.t("list.empty");
  }

  /** @param {boolean} fresh */
  #fill(fresh) {
    const { scope } = this.app.state;
    const { mask } = this.app.selection;
    this.rows = scope ? scope.rows.filter((row) => mask[row] === 0) : this.app.selection.rows();
    this.#showScope();
    this.none.hidden = this.rows.length > 0;
    this.space.style.height = `${Math.min(this.rows.length * this.#height, TALLEST)}px`;
    for (const { node } of this.#items.values()) node.remove();
    this.#items.clear();
    if (fresh) this.scroller.scrollTop = 0;
    this.#draw();
  }

  #showScope() {
    const { app } = this;
    const { scope } = app.state;
    this.scope.hidden = !scope;
    if (!scope) return;
    const everything = button({ class: "gm-link", text: app.t("list.everything"), on: { click: () => app.set({ scope: null }) } });
    put(this.scope, el("strong", { text: app.t("list.here", { n: this.rows.length }) }), quoted(scope.label), everything);
  }

  #draw() {
    const [first, last] = this.#window();
    for (const [index, { node }] of this.#items)
      if ((index < first || index >= last) && !node.contains(document.activeElement)) {
        node.remove();
        this.#items.delete(index);
      }
    for (let index = first; index < last; index++) this.#place(index);
    this.#mark();
  }

  /** First and last index on screen, with some to spare. @returns {[number, number]} */
  #window() {
    const { scrollTop, clientHeight } = this.scroller;
    const first = this.#tall() ? Math.round((scrollTop / (TALLEST - clientHeight)) * (this.rows.length - clientHeight / this.#height)) : Math.floor(scrollTop / this.#height);
    return [Math.max(0, first - SPARE), Math.min(this.rows.length, first + Math.ceil(clientHeight / this.#height) + SPARE)];
  }

  /** @param {number} index */
  #place(index) {
    const item = this.#items.get(index) ?? this.#make(index);
    item.node.style.transform = `translateY(${this.#top(index)}px)`;
    if (!item.drawn) this.#title(item);
  }

  /** Pixels from the top of the space. A list too tall for a browser is squeezed: rows stand by the window's own scale. @param {number} index */
  #top(index) {
    if (!this.#tall()) return index * this.#height;
    const { scrollTop, clientHeight } = this.scroller;
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
    const node = el("li", { class: "gm-row", "aria-setsize": this.rows.length, "aria-posinset": index + 1 }, this.#button(row, title));
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
      focus: () => app.set({ hot: [row] }),
      blur: () => app.set({ hot: [] }),
    };
    const sign = el("span", { class: "gm-row-sign" }, symbol(store.isPlaced(row) ? shapeOf(store.value("precision", row)) : "disc", store.value("event_type", row), status));
    return button({ class: "gm-row-button", title: eventLabel(app, row), on }, sign, el("span", { class: "gm-row-body" }, head, title, foot));
  }

  /** @param {Item} item */
  #title(item) {
    const { texts } = this.app;
    const put1 = (/** @type {import("./types.js").EventText} */ { title }) => {
      item.drawn = true;
      put(item.title, quoted(title ?? ""));
    };
    const known = texts.peek(item.row);
    known ? put1(known) : texts.get(item.row).then(put1);
  }

  #mark() {
    const { hot, event } = this.app.state;
    for (const { row, node } of this.#items.values()) {
      node.classList.toggle("is-hot", hot.includes(row));
      node.classList.toggle("is-open", row === event);
      row === event ? node.setAttribute("aria-current", "true") : node.removeAttribute("aria-current");
    }
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
