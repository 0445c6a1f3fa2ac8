// A canvas in one of Leaflet's panes, drawn anew only when another part of the world is to be seen.

import L from "leaflet";
import { el } from "./dom.js";

/** What is drawn beyond the screen, as shares of it: little at first, so that the page opens soon. */
const FIRST = 0.05;
const LATER = 0.5;

export class Canvas extends L.Renderer {
  #drawn = "";

  /** @param {string} pane */
  constructor(pane) {
    super({ pane, padding: FIRST });
    this.canvas = el("canvas", { "aria-hidden": "true" });
  }

  /** Draw what is in the bounds. @param {CanvasRenderingContext2D} _context @param {L.Point} _origin of the canvas, in world pixels @param {L.Point} _size */
  paint(_context, _origin, _size) {}

  /** Draw with other colours, words or layers. */
  redraw() {
    this.#drawn = "";
    this._update();
  }

  /** Draw so far beyond the screen that a drag or a step back shows no edge. */
  widen() {
    this.options.padding = LATER;
    this._update();
  }

  getEvents() {
    // @ts-expect-error a renderer's insides are not in Leaflet's types
    return { ...super.getEvents(), move: () => this.#follow() };
  }

  _initContainer() {
    this._container = this.canvas;
  }

  _destroyContainer() {
    this.canvas.remove();
  }

  _updatePaths() {} // a renderer is asked for this; there are no paths here

  _update() {
    const self = /** @type {any} */ (this);
    if (!this._map || (self._map._animatingZoom && self._bounds)) return;
    // @ts-expect-error
    super._update();
    const { min } = self._bounds;
    const [size, origin] = [self._bounds.getSize(), min.add(this._map.getPixelOrigin())];
    L.DomUtil.setPosition(this.canvas, min);
    const seen = [this._map.getZoom(), origin, size, devicePixelRatio].join();
    if (seen === this.#drawn) return;
    this.#drawn = seen;
    this.paint(this.#cleared(size), origin, size);
  }

  /** @param {L.Point} size */
  #cleared({ x, y }) {
    const { canvas } = this;
    const ratio = devicePixelRatio || 1;
    canvas.width = x * ratio;
    canvas.height = y * ratio;
    canvas.style.width = `${x}px`;
    canvas.style.height = `${y}px`;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    context.scale(ratio, ratio);
    return context;
  }

  /** While the map is dragged, what was drawn may come to its end. */
  #follow() {
    const { _bounds: drawn, _zoom: zoom, _map: map } = /** @type {any} */ (this);
    if (!drawn || zoom !== map.getZoom()) return;
    const { min, max } = map.getPixelBounds();
    const origin = map.getPixelOrigin();
    if (!drawn.contains([min.subtract(origin), max.subtract(origin)])) this._update();
  }
}
