// Title, counts, and the controls of the page as a whole.

/** @import { App } from "./app.js" */
import { button, el, put, quoted } from "./dom.js";
import { icon, labelled } from "./icons.js";

export class Header {
  /** @param {App} app @param {{about(): void}} actions */
  constructor(app, actions) {
    this.app = app;
    this.actions = actions;
    this.element = el("header", { class: "gm-header" });
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (!changes.has("lang") && !changes.has("theme")) return;
    const { app } = this;
    const { head } = app;
    put(
      this.element,
      el(
        "div",
        { class: "gm-titles" },
        el("h1", { title: head.title }, quoted(head.title)),
        el("p", { class: "gm-subtitle" }, head.subtitle ? quoted(head.subtitle) : null, head.as_of ? el("span", { class: "gm-asof", text: app.t("as_of", { date: app.dates.iso(head.as_of) }) }) : null),
      ),
      el("div", { class: "gm-tools" }, this.#languages(), this.#theme(), button({ class: "gm-tool is-wide", title: app.t("about"), on: { click: this.actions.about } }, ...labelled("about", app.t("about")))),
    );
  }

  #languages() {
    const { app } = this;
    if (app.languages.length < 2) return null;
    const options = app.languages.map(({ code, name }) => el("option", { value: code, selected: code === app.state.lang, lang: code, text: name }));
    const choose = (/** @type {Event} */ event) => {
      app.set({ lang: /** @type {HTMLSelectElement} */ (event.target).value });
      app.draw();
      this.element.querySelector("select")?.focus();
    };
    const menu = el("select", { class: "gm-tool", "aria-label": app.t("language"), on: { change: choose } }, ...options);
    return el("span", { class: "gm-lang", "data-code": app.state.lang.toUpperCase() }, menu);
  }

  #theme() {
    const { app } = this;
    const dark = app.state.theme === "dark";
    const label = app.t(dark ? "theme.light" : "theme.dark");
    const choose = () => {
      app.set({ theme: dark ? "light" : "dark" });
      app.draw();
      /** @type {HTMLElement | null} */ (this.element.querySelector(".is-theme"))?.focus();
    };
    return button({ class: "gm-tool is-theme", "aria-label": label, title: label, on: { click: choose } }, icon(dark ? "light" : "dark"));
  }
}

/** "96 of 100 events shown · 14 of them are not on the map", said aloud after each change. */
export class Counts {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.element = el("p", { class: "gm-counts", role: "status", "aria-live": "polite" });
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (!changes.has("filter") && !changes.has("lang")) return;
    const { app } = this;
    const { total, shown } = app.counts();
    const off = app.offMap();
    const line = app.t("count.line", { shown, total });
    const place = off ? app.t("count.off", { n: off }) : app.t("count.all_on");
    put(this.element, el("b", { text: line }), ` · ${place}`);
  }
}
