// Inside another page the map must not catch the reader's scrolling: the wheel needs Ctrl, a finger needs a second.

/** @import { App } from "./app.js" */
import L from "leaflet";
import { el } from "./dom.js";

const SHOWN = 1400; // ms

export const isFramed = () => window.self !== window.top;

/** @param {App} app @param {L.Map} map @param {HTMLElement} stage */
export function cooperate(app, map, stage) {
  const hint = el("p", { class: "gm-hint", "aria-hidden": "true" });
  let hiding = 0;
  const say = (/** @type {string} */ key) => {
    hint.textContent = app.t(key);
    hint.classList.add("is-shown");
    clearTimeout(hiding);
    hiding = window.setTimeout(() => hint.classList.remove("is-shown"), SHOWN);
  };
  stage.append(hint);
  const onMap = (/** @type {Event} */ { target }) => target instanceof Node && map.getContainer().contains(target);
  const wheel = (/** @type {WheelEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || !onMap(event)) return;
    event.stopPropagation(); // Leaflet does not see it, the page around scrolls
    say("scroll.hint");
  };
  stage.addEventListener("wheel", wheel, { capture: true, passive: true });
  if (!L.Browser.touch) return;
  map.dragging.disable(); // two fingers still move and zoom
  stage.addEventListener("touchmove", (event) => event.touches.length === 1 && onMap(event) && say("scroll.touch"), { passive: true });
}
