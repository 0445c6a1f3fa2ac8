// A few words beside the mark that is pointed at; the card has the rest.

/** @import { App } from "./app.js" */
import { el, put, quoted } from "./dom.js";
import { statusClass, typeClass } from "./symbols.js";

const TITLES = 4;

export class Tip {
  /** @param {App} app @param {HTMLElement} frame */
  constructor(app, frame) {
    this.app = app;
    this.frame = frame;
    this.element = el("div", { class: "gm-tip", role: "tooltip", hidden: true });
    frame.append(this.element);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  async update(changes) {
    if (changes.has("view")) this.element.hidden = true;
    if (!changes.has("tip")) return;
    const { tip } = this.app.state;
    this.element.hidden = !tip;
    if (!tip) return;
    const rows = Array.from(tip.rows).slice(0, TITLES);
    this.#fill(tip, rows, []);
    const texts = await Promise.all(rows.map((row) => this.app.texts.get(row)));
    if (this.app.state.tip === tip) this.#fill(tip, rows, texts.map(({ title = "" }) => title));
  }

  /** @param {import("./app.js").Tip} tip @param {number[]} rows @param {string[]} titles */
  #fill(tip, rows, titles) {
    const { app } = this;
    const more = tip.count - rows.length;
    const lines = rows.map((row, at) => this.#line(row, titles[at] ?? "", tip.count === 1));
    put(
      this.element,
      tip.count > 1 ? el("p", { class: "gm-tip-count", text: app.t("mark.cluster", { n: tip.count }) }) : null,
      ...lines,
      more > 0 ? el("p", { class: "gm-quiet", text: `+ ${app.words.number(more)}` }) : null,
    );
    this.#stand(tip.node.getBoundingClientRect());
  }

  /** @param {number} row @param {string} title @param {boolean} alone */
  #line(row, title, alone) {
    const { app } = this;
    const status = app.store.value("status", row);
    return el(
      "div",
      { class: `gm-tip-line ${typeClass(app.store.value("event_type", row))}` },
      el("p", { class: "gm-tip-when" }, app.dateWords(row), " · ", quoted(app.placeName(row))),
      title ? el("p", { class: "gm-tip-title" }, quoted(title)) : null,
      alone ? el("span", { class: `gm-chip ${statusClass(status)}`, text: app.words.term("status", status) }) : null,
    );
  }

  /** Beside the mark, inside the frame. @param {DOMRect} mark */
  #stand(mark) {
    const frame = this.frame.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const right = mark.right - frame.left + 8;
    const left = right + width > frame.width ? mark.left - frame.left - width - 8 : right;
    const top = mark.top - frame.top + mark.height / 2 - height / 2;
    this.element.style.left = `${Math.max(4, left)}px`;
    this.element.style.top = `${Math.max(4, Math.min(frame.height - height - 4, top))}px`;
  }
}
