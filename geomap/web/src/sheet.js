// On a phone the panel is a sheet over the map: low, half or full, by drag or by its handle.

/** @import { App } from "./app.js" */
import { button, el } from "./dom.js";

const STOPS = /** @type {const} */ (["low", "half", "full"]);
/** @typedef {typeof STOPS[number]} Stop */

export class Sheet {
  /** @param {App} app @param {HTMLElement} panel */
  constructor(app, panel) {
    this.app = app;
    this.panel = panel;
    this.handle = button({ class: "gm-handle", on: { click: () => this.#next(), pointerdown: (event) => this.#drag(event) } }, el("span"));
    panel.prepend(this.handle);
    // Whoever writes or chooses wants to see the answer; but what is pressed must not move away before it is let go.
    panel.addEventListener("pointerdown", () => (this.pressed = true));
    for (const type of ["pointerup", "pointercancel"]) addEventListener(type, () => (this.pressed = false));
    panel.addEventListener("focusin", ({ target }) => target !== this.handle && !this.pressed && this.#raise());
    panel.addEventListener("click", ({ target }) => this.#chosen(/** @type {Element} */ (target)));
    this.pressed = false;
    this.stop("low");
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (changes.has("lang")) this.handle.setAttribute("aria-label", this.app.t("sheet"));
    const opened = (changes.has("event") && this.app.state.event >= 0) || (changes.has("scope") && this.app.state.scope);
    if (opened) this.#raise();
  }

  /** Let the map be seen. */
  lower() {
    if (this.panel.dataset.stop === "full") this.stop("half");
  }

  /** @param {Element} target */
  #chosen(target) {
    if (target.closest(".gm-filter-button")) this.stop("full");
    else if (!this.handle.contains(target)) this.#raise();
  }

  #raise() {
    if (this.panel.dataset.stop === "low") this.stop("half");
  }

  /** @param {Stop} stop */
  stop(stop) {
    this.panel.dataset.stop = stop;
    this.handle.setAttribute("aria-expanded", String(stop !== "low"));
  }

  #next() {
    const at = STOPS.indexOf(/** @type {Stop} */ (this.panel.dataset.stop));
    this.stop(STOPS[(at + 1) % STOPS.length]);
  }

  /** @param {PointerEvent} down */
  #drag(down) {
    const height = this.panel.offsetHeight;
    const move = (/** @type {PointerEvent} */ { clientY }) => {
      if (Math.abs(clientY - down.clientY) < 8) return;
      this.panel.classList.add("is-dragged");
      this.panel.style.height = `${Math.max(72, height + down.clientY - clientY)}px`;
    };
    const up = () => {
      removeEventListener("pointermove", move);
      if (!this.panel.classList.contains("is-dragged")) return;
      const share = this.panel.offsetHeight / (this.panel.parentElement?.offsetHeight ?? innerHeight);
      this.panel.classList.remove("is-dragged");
      this.panel.style.height = "";
      this.stop(share > 0.7 ? "full" : share > 0.28 ? "half" : "low");
      this.handle.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => this.handle.removeEventListener("click", swallow, { capture: true }), 0);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up, { once: true });
  }
}

/** The click that ends a drag is none. @param {Event} event */
function swallow(event) {
  event.stopImmediatePropagation();
}
