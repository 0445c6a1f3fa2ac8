// Time along the bottom: a histogram by status, a range to drag at both ends, steps and play.

/** @import { App } from "./app.js" */
/** @import { BinTally, Unit } from "./bins.js" */
import { floorDay, shiftDay } from "./bins.js";
import { drawChart, ticks } from "./chart.js";
import { button, el, put } from "./dom.js";
import { icon } from "./icons.js";

const BEAT = 900; // ms between two steps of the play
const STEPS = /** @type {const} */ (["day", "week", "month"]);

export class Timeline {
  #beat = 0;
  /** @type {Unit} */
  step;

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.tally = /** @type {BinTally} */ (app.time);
    this.step = this.tally.unit === "year" ? "month" : this.tally.unit;
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.handles = /** @type {const} */ (["from", "to"]).map((end) => el("div", { class: `gm-handle-${end}`, role: "slider", tabindex: 0, on: { keydown: (event) => this.#key(event, end) } }));
    this.ticks = el("div", { class: "gm-ticks", "aria-hidden": "true" });
    this.band = el("div", { class: "gm-band" });
    this.most = el("div", { class: "gm-most", "aria-hidden": "true" }, el("span"));
    this.chart = el("div", { class: "gm-chart", on: { pointerdown: (event) => this.#press(event) } }, this.canvas, this.ticks, this.most, this.band, ...this.handles);
    this.words = el("span", { class: "gm-range", "aria-live": "off" });
    this.controls = el("div", { class: "gm-play" });
    this.element = el("section", { class: "gm-time", hidden: !this.tally.dated }, this.controls, this.chart);
    this.size = { width: 0, height: 0 };
    new ResizeObserver(([{ contentRect }]) => {
      this.size = contentRect;
      this.#draw();
      put(this.ticks, ...ticks(app, this.tally, contentRect.width));
    }).observe(this.chart);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (changes.has("lang")) this.#rename();
    if (changes.has("filter") || changes.has("theme") || changes.has("lang") || changes.has("event")) this.#draw();
  }

  #rename() {
    const { app } = this;
    const sign = (/** @type {string} */ name, /** @type {string} */ key, /** @type {() => void} */ click) => button({ class: "gm-tool", "aria-label": app.t(key), title: app.t(key), on: { click } }, icon(name));
    const choose = (/** @type {Event} */ event) => (this.step = /** @type {Unit} */ (/** @type {HTMLSelectElement} */ (event.target).value));
    const options = STEPS.map((unit) => el("option", { value: unit, selected: unit === this.step, text: app.t(`unit.${unit}`) }));
    this.player = sign("play", "time.play", () => this.#play());
    this.player.classList.add("is-player");
    put(
      this.controls,
      el("div", { class: "gm-play-buttons" }, sign("before", "time.back", () => this.#move(-1)), this.player, sign("after", "time.on", () => this.#move(1)), el("select", { class: "gm-tool", "aria-label": app.t("time.step"), title: app.t("time.step"), on: { change: choose } }, ...options)),
      this.words,
    );
    put(this.ticks, ...ticks(app, this.tally, this.size.width));
    this.element.setAttribute("aria-label", app.t("time"));
    this.handles.forEach((handle, at) => handle.setAttribute("aria-label", app.t(at ? "time.to" : "time.from")));
  }

  /** The range in whole days, within what there is. @returns {[number, number]} */
  #range() {
    const { from, to } = this.app.state;
    const { first, last } = this.tally;
    return [Math.max(first, Math.min(last, from)), Math.min(last, Math.max(first, to))];
  }

  /** @param {number} from @param {number} to */
  #set(from, to) {
    const { first, last } = this.tally;
    const low = Math.max(first, Math.min(from, to));
    const high = Math.min(last, Math.max(from, to));
    this.app.set({ from: low <= first ? -Infinity : low, to: high >= last ? Infinity : high });
  }

  #draw() {
    const { app, tally } = this;
    const [from, to] = this.#range();
    this.#scale(drawChart(this.canvas, this.size, app, tally, from, to));
    const share = (/** @type {number} */ day) => `${((day - tally.first) / (tally.last + 1 - tally.first)) * 100}%`;
    this.handles[0].style.left = this.band.style.left = share(from);
    this.handles[1].style.left = share(to + 1);
    this.band.style.right = `calc(100% - ${share(to + 1)})`;
    this.handles.forEach((handle, at) => this.#tell(handle, at ? to : from));
    const open = app.state.from === -Infinity && app.state.to === Infinity;
    for (const part of [this.band, this.words]) part.classList.toggle("is-open", open);
    this.words.textContent = open ? app.t("time.all") : app.dates.span(from, to, "day");
  }

  /** How many events the tallest bar stands for. @param {number} most */
  #scale(most) {
    const text = most > 1 ? this.app.t("events", { n: most }) : "";
    if (this.most.textContent === text) return;
    this.most.hidden = text === "";
    put(/** @type {Element} */ (this.most.firstElementChild), text);
  }

  /** @param {HTMLElement} handle @param {number} day */
  #tell(handle, day) {
    handle.setAttribute("aria-valuemin", String(this.tally.first));
    handle.setAttribute("aria-valuemax", String(this.tally.last));
    handle.setAttribute("aria-valuenow", String(day));
    handle.setAttribute("aria-valuetext", this.app.dates.span(day, day, "day"));
  }

  /** Drag an end, the band between them, or open a new range. @param {PointerEvent} down */
  #press(down) {
    if (down.button) return;
    this.#stop();
    const { left, width } = this.chart.getBoundingClientRect();
    const days = this.tally.last + 1 - this.tally.first;
    const dayAt = (/** @type {number} */ x) => this.tally.first + Math.floor(Math.max(0, Math.min(0.9999, (x - left) / width)) * days);
    const [from, to] = this.#range();
    const narrowed = this.app.state.from !== -Infinity || this.app.state.to !== Infinity;
    const end = this.handles.indexOf(/** @type {HTMLDivElement} */ (down.target));
    const pressed = dayAt(down.clientX);
    const anchor = end === 0 ? to : end === 1 ? from : pressed;
    const slides = end < 0 && narrowed && down.target === this.band;
    const move = (/** @type {PointerEvent} */ event) => {
      const day = dayAt(event.clientX);
      if (!slides) return this.#set(this.#edge(anchor, day < anchor ? 1 : 0, end), this.#edge(day, day < anchor ? 0 : 1, -2));
      const by = Math.max(this.tally.first - from, Math.min(this.tally.last - to, day - pressed));
      this.#set(from + by, to + by);
    };
    this.chart.setPointerCapture(down.pointerId);
    this.chart.addEventListener("pointermove", move);
    for (const type of ["pointerup", "pointercancel"]) this.chart.addEventListener(type, () => this.chart.removeEventListener("pointermove", move), { once: true });
    down.preventDefault();
    if (end >= 0) this.handles[end].focus();
  }

  /** A day moved to the edge of its bin: its first day, or its last. @param {number} day @param {number} high @param {number} end */
  #edge(day, high, end) {
    if (end >= 0) return day;
    const { unit } = this.tally;
    return high ? shiftDay(floorDay(day, unit), 1, unit) - 1 : floorDay(day, unit);
  }

  /** Arrows move an end by a day, page keys by a week or the longer step that is chosen. @param {KeyboardEvent} event @param {"from" | "to"} end */
  #key(event, end) {
    const steps = new Map([["ArrowLeft", -1], ["ArrowDown", -1], ["ArrowRight", 1], ["ArrowUp", 1], ["PageDown", -1], ["PageUp", 1], ["Home", -Infinity], ["End", Infinity]]);
    const step = steps.get(event.key);
    if (step === undefined) return;
    event.preventDefault();
    const page = this.step === "day" ? "week" : this.step;
    const moved = (/** @type {number} */ day) => (event.key.startsWith("Page") ? shiftDay(day, step, page) : day + step);
    const [from, to] = this.#range();
    if (end === "from") this.#set(Math.min(to, moved(from)), to);
    else this.#set(from, Math.max(from, moved(to + 1) - 1)); // so that the end of a month stays one
  }

  /** Move the range by a step; an open range becomes the first or last step. @param {number} by */
  #move(by) {
    this.#stop();
    this.#advance(by);
  }

  /** @param {number} by @returns {boolean} whether there was room */
  #advance(by) {
    const { first, last } = this.tally;
    const open = this.app.state.from === -Infinity && this.app.state.to === Infinity;
    const [from] = this.#range();
    const start = open ? floorDay(by > 0 ? first : last, this.step) : shiftDay(floorDay(from, this.step), by, this.step);
    const end = shiftDay(start, 1, this.step) - 1;
    if (end < first || start > last || (open && start <= first && end >= last)) return false;
    this.#set(start, end);
    return true;
  }

  #play() {
    if (this.#beat) return this.#stop();
    this.#advance(1);
    this.#sign("pause", "time.pause");
    this.#beat = window.setInterval(() => this.#advance(1) || this.#stop(), BEAT);
  }

  #stop() {
    clearInterval(this.#beat);
    this.#beat = 0;
    this.#sign("play", "time.play");
  }

  /** @param {string} name @param {string} key */
  #sign(name, key) {
    if (!this.player) return;
    put(this.player, icon(name));
    this.player.title = this.app.t(key);
    this.player.setAttribute("aria-label", this.app.t(key));
  }
}
