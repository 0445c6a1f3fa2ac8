// The bar that says how long a kilometre is, with the unit as the page's language writes it.

/** @import { App } from "./app.js" */
import L from "leaflet";

export class ScaleBar extends L.Control.Scale {
  /** @param {App} app */
  constructor(app) {
    super({ imperial: false });
    this.app = app;
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (changes.has("lang")) /** @type {any} */ (this)._update();
  }

  /** Called by Leaflet. @param {number} most metres that fit */
  _updateMetric(most) {
    const self = /** @type {any} */ (this); // a control's insides are not in Leaflet's types
    const metres = self._getRoundNum(most);
    const [value, unit] = metres < 1000 ? [metres, "meter"] : [metres / 1000, "kilometer"];
    self._updateScale(self._mScale, value.toLocaleString(this.app.state.lang, { style: "unit", unit }), metres / most);
  }
}
