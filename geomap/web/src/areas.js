// What was reported of a whole region, district or stretch of the border: hatched, never a pin.
// All events of one area share one badge that opens them; pointing at it shows the area's outline.

/** @import { App } from "./app.js" */
/** @import { Area } from "./types.js" */
import L from "leaflet";
import { button, put, svg } from "./dom.js";
import { eventLabel, short } from "./marks.js";
import { regionName } from "./names.js";
import { insideOf, Room } from "./room.js";
import { pile, symbol } from "./symbols.js";

/** @typedef {{code: number, area: Area, rows: number[], shown: number[], shape: L.FeatureGroup, node: HTMLButtonElement, drawn: string, home: L.LatLng, spot: L.LatLng, offset: L.Point}} Group */

const BADGE = 34; // pixels

/** Where a badge may stand about its spot, in pixels, the best first: clear of the name that is written there. */
const OFFSETS = [[0, 24], [0, -24], [38, 20], [-38, 20], [38, -20], [-38, -20], [0, 60], [0, -60], [76, 0], [-76, 0], [76, 38], [-76, 38]].map(([x, y]) => L.point(x, y));

export class Areas {
  visible = true;

  /** @param {App} app @param {L.Map} map @param {import("./marks.js").Marks} marks which have the right of way */
  constructor(app, map, marks) {
    this.app = app;
    this.marks = marks;
    this.map = map;
    this.typeNames = app.store.category("event_type").values;
    this.badges = /** @type {HTMLElement} */ (map.getPane("gm-badges"));
    this.renderer = L.svg({ pane: "gm-areas", padding: 0.5 });
    /** Hatched outlines of regions by id; several groups may share one. @type {Map<string, L.GeoJSON>} */
    this.regions = new Map();
    this.groups = this.#groups();
    /** Other positions in an area where its badge may stand, made when first asked for. @type {Map<number, L.LatLng[]>} */
    this.inside = new Map();
    this.room = new Room(map, () => {
      this.moved = true;
      app.touch("view");
    });
    this.moved = true; // since badges were put where they are seen
    map.on("zoomanim", (event) => this.#animate(/** @type {any} */ (event)));
    this.#patterns();
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    const anew = changes.has("lang") || changes.has("theme");
    if (changes.has("filter") || anew) this.#count(anew);
    else if (changes.has("view")) this.#settle();
    if (changes.has("hot") || changes.has("event") || changes.has("filter")) this.#mark();
  }

  /** @param {string} _ @param {boolean} visible */
  show(_, visible) {
    this.visible = visible;
    this.#count(true);
  }

  /** Bounds of the area of a row. @param {number} row */
  boundsOf(row) {
    return this.groups.find(({ code }) => code === this.app.store.area[row])?.shape.getBounds();
  }

  /** The spots of areas with events that pass the filters. */
  shownSpots() {
    return this.groups.flatMap(({ shown, home }) => (shown.length ? [home] : []));
  }

  /** @returns {Group[]} */
  #groups() {
    const { store } = this.app;
    const byCode = store.areas.map(({ kind }) => (kind ? /** @type {number[]} */ ([]) : null));
    for (let row = 0; row < store.count; row++) byCode[store.area[row]]?.push(row);
    const found = byCode.flatMap((rows, code) => (rows?.length ? [{ code, members: rows }] : []));
    return found.sort((a, b) => a.members[0] - b.members[0]).flatMap(({ code, members }) => {
      const area = store.areas[code];
      const shape = this.#shape(area);
      const spot = this.#spot(area, shape);
      return spot ? [this.#group(code, area, members, shape, spot)] : [];
    });
  }

  /** @param {number} code @param {Area} area @param {number[]} rows @param {L.FeatureGroup} shape @param {L.LatLng} spot @returns {Group} */
  #group(code, area, rows, shape, spot) {
    const node = button({ class: "gm-mark is-badge leaflet-zoom-animated" });
    const group = { code, area, rows, shown: rows, shape, node, drawn: "", home: spot, spot, offset: OFFSETS[0] };
    L.DomEvent.disableClickPropagation(node);
    node.style.width = node.style.height = `${BADGE}px`;
    node.style.marginLeft = node.style.marginTop = `${-BADGE / 2}px`;
    node.addEventListener("click", () => this.#open([group]));
    for (const type of ["pointerenter", "focus"]) node.addEventListener(type, () => this.app.set({ hot: group.shown.slice(0, 500), tip: { node, rows: group.shown, count: group.shown.length } }));
    for (const type of ["pointerleave", "blur"]) node.addEventListener(type, () => this.app.set({ hot: [], tip: null }));
    return group;
  }

  /** @param {Area} area @returns {L.FeatureGroup} */
  #shape(area) {
    if (area.kind === "regions") return L.featureGroup(area.ids.flatMap((id) => this.#region(id)));
    if (area.kind === "disc") return L.featureGroup([this.#disc(area)]);
    if (area.kind !== "segment") return L.featureGroup();
    const lines = area.lines.map((line) => line.map(([lon, lat]) => L.latLng(lat, lon)));
    return L.featureGroup([L.polyline(lines, { ...this.#style("gm-segment"), weight: 12 })]);
  }

  /** @param {string} id */
  #region(id) {
    const feature = this.app.layers.regions?.features.find(({ properties }) => properties?.id === id);
    if (!feature) return [];
    const known = this.regions.get(id) ?? L.geoJSON(feature, /** @type {any} */ ({ style: this.#style("gm-area"), renderer: this.renderer, pane: "gm-areas" }));
    this.regions.set(id, known);
    return [known];
  }

  /** A circle on the ground; Leaflet's own is one on the sphere, which is near enough to look at. @param {{lat: number, lon: number, radius_km: number}} disc */
  #disc({ lat, lon, radius_km }) {
    return L.circle([lat, lon], { ...this.#style("gm-area is-disc"), radius: radius_km * 1000 });
  }

  /** @param {string} className @returns {any} */
  #style(className) {
    return { className, renderer: this.renderer, pane: "gm-areas", weight: 1.5, fillOpacity: 1, bubblingMouseEvents: false };
  }

  /** Where the badge stands if that is seen. @param {Area} area @param {L.FeatureGroup} shape */
  #spot(area, shape) {
    if (area.kind === "disc") return L.latLng(area.lat + area.radius_km / 111.3, area.lon);
    if (area.kind === "segment") return middle(area.lines);
    if (area.kind !== "regions" || shape.getLayers().length === 0) return null;
    const points = this.#features(area).map(({ properties }) => properties?.spot);
    const mean = (/** @type {0 | 1} */ axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
    return points.length ? L.latLng(mean(1), mean(0)) : null;
  }

  /** The regions that an area is made of. @param {Area} area */
  #features(area) {
    return area.kind === "regions" ? area.ids.flatMap((id) => this.app.layers.regions?.features.filter(({ properties }) => properties?.id === id) ?? []) : [];
  }

  /** @param {boolean} anew */
  #count(anew) {
    const { mask } = this.app.selection;
    for (const group of this.groups) {
      group.shown = this.visible ? group.rows.filter((row) => mask[row] === 0) : [];
      this.#dress(group, anew);
    }
    const wanted = new Set(this.groups.filter(({ shown }) => shown.length).flatMap(({ shape }) => shape.getLayers()));
    const every = new Set(this.groups.flatMap(({ shape }) => shape.getLayers()));
    for (const layer of every) wanted.has(layer) ? layer.addTo(this.map) : layer.remove();
    this.#listen(every);
    this.#settle();
  }

  /** @param {Set<L.Layer>} layers */
  #listen(layers) {
    for (const layer of layers) {
      layer.off("click");
      layer.on("click", () => this.#open(this.groups.filter(({ shape }) => shape.hasLayer(layer))));
    }
  }

  /** @param {Group} group @param {boolean} anew */
  #dress(group, anew) {
    const { app } = this;
    const { node, shown } = group;
    const wanted = `${shown.length}/${shown.reduce((sum, row) => (Math.imul(sum, 31) + row) | 0, 0)}`; // joined, a hundred thousand rows are long
    if (wanted === group.drawn && !anew) return;
    group.drawn = wanted;
    if (shown.length === 0) return node.remove();
    const disputed = shown.length > 1 ? this.#disputed(shown) : 0;
    const label = [shown.length > 1 ? app.t("mark.cluster", { n: shown.length }) : eventLabel(app, shown[0]), shown.length > 1 && this.label(group), disputed && app.t("mark.disputed", { n: disputed })];
    node.setAttribute("aria-label", label.filter(Boolean).join(" · "));
    put(node, shown.length > 1 ? this.#pile(shown) : symbol("square", app.store.value("event_type", shown[0]), app.store.value("status", shown[0])));
    this.badges.append(node);
  }

  /** @param {number[]} rows */
  #pile(rows) {
    const types = new Uint32Array(this.typeNames.length);
    const codes = this.app.store.column("event_type");
    for (const row of rows) types[codes[row]]++;
    return pile(types, this.typeNames, short(rows.length, this.app.state.lang), "square", this.#disputed(rows) > 0);
  }

  /** @param {number[]} rows */
  #disputed(rows) {
    const { codes, values } = this.app.store.category("status");
    const disputed = values.indexOf("disputed");
    return rows.reduce((sum, row) => sum + Number(codes[row] === disputed), 0);
  }

  /** Names of its regions, else of the place that its first event names. @param {{area: Area, rows: number[]}} group */
  label({ area, rows }) {
    const { app } = this;
    if (area.kind === "regions") return area.ids.map((id) => regionName(app, "id", id)).join(", ");
    return app.placeName(rows[0]) || app.t(`area.${area.kind}`);
  }

  /** @param {Group[]} groups */
  #open(groups) {
    const rows = groups.flatMap(({ shown }) => shown).sort((a, b) => a - b);
    this.app.set({ tip: null });
    if (rows.length === 1) return this.app.set({ event: rows[0] });
    if (rows.length) this.app.set({ scope: { rows: Int32Array.from(rows), label: groups.map((group) => this.label(group)).join(" / "), area: true }, event: -1 });
  }

  #mark() {
    const { hot, event } = this.app.state;
    const rows = new Set([...hot, event]);
    const lit = new Set();
    for (const { rows: members, node, shape } of this.groups) {
      const is = members.some((row) => rows.has(row));
      node.classList.toggle("is-hot", is);
      node.classList.toggle("is-open", event >= 0 && members.includes(event));
      if (is) for (const layer of shape.getLayers()) lit.add(layer);
    }
    for (const { shape } of this.groups) for (const layer of shape.getLayers()) light(layer, lit.has(layer));
  }

  /** What the badges cover, in pixels of the map's layers. @returns {[number, number, number, number][]} */
  boxes() {
    const reach = BADGE / 2 + 2;
    return this.groups.filter(({ shown }) => shown.length).map(({ spot, offset }) => {
      const { x, y } = this.map.latLngToLayerPoint(spot).add(offset);
      return [x - reach, y - reach, x + reach, y + reach];
    });
  }

  /** Put the badges in their places, clear of the marks and of each other where there is room. */
  #settle() {
    const taken = this.marks.positions();
    const clear = (/** @type {L.Point} */ point) => taken.every((other) => Math.abs(other.x - point.x) >= BADGE + 2 || Math.abs(other.y - point.y) >= BADGE + 2);
    for (const group of this.groups) {
      if (!group.shown.length) continue;
      this.#place(group, this.moved ? this.#spots(group) : [group.spot], clear);
      const point = this.map.latLngToLayerPoint(group.spot).add(group.offset);
      taken.push(point);
      L.DomUtil.setPosition(group.node, point.round());
    }
    this.moved = false;
  }

  /** The first of the spots about which there is room that a reader sees, else room at all. @param {Group} group @param {L.LatLng[]} spots @param {(point: L.Point) => boolean} clear */
  #place(group, spots, clear) {
    for (const spot of spots) {
      const point = this.map.latLngToLayerPoint(spot);
      const offset = OFFSETS.find((offset) => clear(point.add(offset)) && this.room.shows(point.add(offset), BADGE));
      if (offset) return Object.assign(group, { spot, offset });
    }
    const point = this.map.latLngToLayerPoint(spots[0]);
    return Object.assign(group, { spot: spots[0], offset: OFFSETS.find((offset) => clear(point.add(offset))) ?? OFFSETS[0] });
  }

  /** Where the badge may stand: its own spot, or those in the area that a reader sees, the nearest to it first. @param {Group} group */
  #spots({ code, area, home, shape }) {
    const shows = (/** @type {L.LatLng} */ spot) => this.room.shows(this.map.latLngToLayerPoint(spot), BADGE);
    if (shows(home) || !this.map.getBounds().intersects(shape.getBounds())) return [home];
    const inside = this.inside.get(code) ?? insideOf(area, this.#features(area)).map(([lon, lat]) => L.latLng(lat, lon));
    this.inside.set(code, inside);
    const far = (/** @type {L.LatLng} */ { lat, lng }) => (lat - home.lat) ** 2 + ((lng - home.lng) * Math.cos((home.lat * Math.PI) / 180)) ** 2;
    return [...inside.filter(shows).sort((a, b) => far(a) - far(b)), home];
  }

  /** @param {{zoom: number, center: L.LatLng}} event */
  #animate({ zoom, center }) {
    const map = /** @type {any} */ (this.map);
    for (const { node, spot, offset } of this.groups) L.DomUtil.setPosition(node, map._latLngToNewLayerPoint(spot, zoom, center).add(offset).round());
  }

  /** The hatching is a pattern in the document, named by the style sheet. */
  #patterns() {
    const line = svg("path", { class: "gm-hatch-line", d: "M-2 2 2-2M0 10 10 0M8 12 12 8" });
    const pattern = svg("pattern", { id: "gm-hatch", width: 10, height: 10, patternUnits: "userSpaceOnUse" }, line);
    this.map.getContainer().append(svg("svg", { class: "gm-patterns", "aria-hidden": "true", width: 0, height: 0 }, svg("defs", {}, pattern)));
  }
}

/** @param {L.Layer} layer @param {boolean} is */
function light(layer, is) {
  if (layer instanceof L.LayerGroup) return layer.eachLayer((inner) => light(inner, is));
  /** @type {any} */ (layer).getElement()?.classList.toggle("is-hot", is);
}

/** @param {number[][][]} lines */
function middle(lines) {
  const longest = [...lines].sort((a, b) => b.length - a.length)[0];
  const point = longest?.[Math.floor(longest.length / 2)];
  return point ? L.latLng(point[1], point[0]) : null;
}
