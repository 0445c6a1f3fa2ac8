// The key to the signs, and which layers are drawn.

/** @import { App } from "./app.js" */
import { el, put, svg } from "./dom.js";
import { labelled } from "./icons.js";
import { glyph, inOrder, pile, shapeOf, statusClass, STATUSES, symbol } from "./symbols.js";

/** @typedef {{show(name: string, visible: boolean): void}} Drawing */
/** Name of a layer and what draws it. @typedef {[name: string, kind: string, drawing: Drawing][]} Switches */

export class Legend {
  /** @param {App} app @param {{about(): void}} actions */
  constructor(app, actions) {
    this.app = app;
    this.actions = actions;
    this.body = el("div", { class: "gm-panel-body" });
    this.element = el("details", { class: "gm-float gm-legend", open: innerWidth > 1180 && innerHeight > 640 }, el("summary"), this.body);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (!changes.has("lang") && !changes.has("theme")) return;
    const { app } = this;
    const { store, words } = app;
    put(/** @type {HTMLElement} */ (this.element.querySelector("summary")), ...labelled("legend", app.t("legend")));
    const types = inOrder(store.category("event_type").values).filter((type) => type !== "");
    const statuses = STATUSES.filter((status) => store.category("status").values.includes(status));
    put(
      this.body,
      section(app.t("legend.type"), types.map((type) => entry(glyph(type), words.term("event_type", type))), "is-two"),
      section(app.t("legend.status"), this.#statuses(statuses), "is-loose"),
      section(app.t("legend.precision"), this.#shapes()),
      section("", this.#ground(), "", "is-ground"),
      el("p", { class: "gm-quiet", text: app.t("reported.note") }),
    );
  }

  /** The outline on the map and the colour of the bars in time. @param {string[]} statuses */
  #statuses(statuses) {
    const { app } = this;
    const bar = (/** @type {string} */ status) => el("span", { class: `gm-bar ${statusClass(status)}` });
    return [
      ...statuses.map((status) => entry(symbol("pin", "air_strike", status), app.words.term("status", status), bar(status))),
      app.spanRows.length ? entry(swatch("is-span"), app.t("legend.span")) : null,
    ];
  }

  #shapes() {
    const { app } = this;
    const has = new Set(app.store.category("precision").values);
    const of = (/** @type {string} */ precision) => symbol(shapeOf(precision), "air_strike", "one_side");
    return [
      has.has("settlement") || has.has("point") ? entry(of("settlement"), app.t("legend.pin")) : null,
      has.has("near_settlement") ? entry(of("near_settlement"), app.t("legend.ring")) : null,
      entry(pile([3, 2], ["air_strike", "shelling"], "5", "round", false), app.t("legend.cluster")),
      app.store.category("status").values.includes("disputed") ? entry(pile([3, 2], ["air_strike", "shelling"], "5", "round", true), app.t("legend.cluster_disputed")) : null,
      has.has("region") ? entry(swatch("is-area"), app.t("legend.area")) : null,
      has.has("district") ? entry(swatch("is-area is-disc"), app.t("legend.disc")) : null,
      has.has("border_segment") ? entry(swatch("is-segment"), app.t("legend.segment")) : null,
      ["region", "district", "border_segment"].some((precision) => has.has(precision)) ? entry(of("region"), app.t("legend.area_pile"), pile([3, 2], ["air_strike", "shelling"], "5", "square", false)) : null,
    ];
  }

  #ground() {
    const { app } = this;
    const { border } = app.head;
    if (!border) return [entry(swatch("is-none"), app.t("legend.no_border"))];
    const disputed = app.layers.regions?.features.some(({ properties }) => properties?.disputed);
    return [
      entry(swatch("is-border"), app.t("legend.border")),
      app.layers.zone ? entry(swatch("is-zone"), app.t("legend.zone", { km: border.zone_km })) : null,
      disputed ? entry(swatch("is-disputed"), app.t("legend.disputed")) : null,
    ];
  }
}

export class LayerControl {
  /** @param {App} app @param {Switches} switches */
  constructor(app, switches) {
    this.app = app;
    this.switches = switches;
    this.body = el("div", { class: "gm-panel-body" });
    this.element = el("details", { class: "gm-float gm-layers" }, el("summary"), this.body);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (!changes.has("lang")) return;
    const { app } = this;
    put(/** @type {HTMLElement} */ (this.element.querySelector("summary")), ...labelled("layers", app.t("layers")));
    const off = new Set([...this.body.querySelectorAll("input")].filter((box) => !box.checked).map((box) => box.value));
    const names = [...new Set(this.switches.map(([name]) => name))];
    put(this.body, ...names.map((name) => this.#switch(name, !off.has(name))));
  }

  /** @param {string} name @param {boolean} on */
  #switch(name, on) {
    const change = (/** @type {Event} */ event) => {
      const { checked } = /** @type {HTMLInputElement} */ (event.target);
      for (const [layer, kind, drawing] of this.switches) if (layer === name) drawing.show(kind, checked);
    };
    return el("label", { class: "gm-switch" }, el("input", { type: "checkbox", value: name, checked: on, on: { change } }), this.app.t(`layer.${name}`));
  }
}

/** @param {Element} sign @param {string} text @param {Element} [second] another sign of the same */
function entry(sign, text, second) {
  return el("li", {}, el("span", { class: "gm-key" }, sign), second, el("span", { text }));
}

/** @param {string} title @param {(Element | null)[]} entries @param {string} [names] @param {string} [own] */
function section(title, entries, names = "", own = "") {
  if (!entries.length) return null;
  return el("section", { class: own }, title ? el("h2", { text: title }) : null, el("ul", { class: names, role: "list" }, ...entries));
}

/** @param {string} names */
function swatch(names) {
  return svg("svg", { class: `gm-swatch ${names}`, viewBox: "0 0 28 18", width: 28, height: 18, "aria-hidden": "true" }, swatchShape(names));
}

/** @param {string} names */
function swatchShape(names) {
  if (names.includes("is-disc")) return svg("ellipse", { cx: 14, cy: 9, rx: 12, ry: 8 });
  if (names.includes("is-span")) return svg("path", { d: "M2 6.5H20M8 11.5H26" });
  const filled = ["is-area", "is-zone", "is-disputed"].some((name) => names.includes(name));
  return filled ? svg("rect", { x: 1, y: 1, width: 26, height: 16 }) : svg("path", { d: "M1 13C8 2 16 16 27 5" });
}
