// Builds the page around the map that folium has made.

import L from "leaflet";
import { About } from "./about.js";
import { App } from "./app.js";
import { Areas } from "./areas.js";
import { Base } from "./base.js";
import { Card } from "./card.js";
import { unpackJson } from "./decode.js";
import { unfolded } from "./layers.js";
import { el } from "./dom.js";
import { Facets } from "./facets.js";
import { Counts, Header } from "./header.js";
import { cooperate, isFramed } from "./gestures.js";
import { Host } from "./host.js";
import { Labels } from "./labels.js";
import { LayerControl, Legend } from "./legend.js";
import { List } from "./list.js";
import { Marks } from "./marks.js";
import { latOf, lonOf } from "./project.js";
import { Paper } from "./print.js";
import { tieMenus } from "./menus.js";
import { ScaleBar } from "./scale.js";
import { Share } from "./share.js";
import { Sheet } from "./sheet.js";
import { openStore } from "./store.js";
import { blocksIn, Texts } from "./texts.js";
import { applyTheme, systemTheme } from "./theme.js";
import { bringIntoView, FitButton, frame } from "./view.js";
import { Timeline } from "./timeline.js";
import { Tip } from "./tip.js";

const FARTHEST_IN = 12; // without tiles there is nothing to see beyond
const AT_REST = 400; // ms after the page was read
const FORMAT = "geomap/2";

/**
 * Read the data block and build everything. Throws where the browser or the file is not up to it.
 * @param {L.Map} map
 * @param {Document} document
 */
export async function open(map, document) {
  const app = await read(document);
  applyTheme(app.state.theme);
  document.documentElement.classList.add("gm-page");
  const stage = el("main", { class: "gm-stage" });
  const page = el("div", { class: "gm" }, stage);
  document.body.append(page);
  stage.append(map.getContainer());
  prepare(map, app);
  const host = new Host(app, map);
  assemble(app, host, map, page, stage);
  await host.start();
  document.getElementById("geomap-fallback")?.remove();
  return { app, host };
}

/** @param {Document} document */
async function read(document) {
  const block = document.getElementById("geomap-data");
  if (!block) throw new Error("the page holds no data");
  /** @type {import("./types.js").Payload} */
  const payload = JSON.parse(block.textContent ?? "");
  if (payload.format !== FORMAT) throw new Error(`the data has the format ${payload.format}, this page reads ${FORMAT}`);
  block.textContent = ""; // read once; its text would stay in memory twice
  const [store, layers] = await Promise.all([openStore(payload.events), unpackJson(payload.layers).then(unfolded)]);
  const texts = new Texts(payload.texts, Math.ceil(store.count / payload.texts.size), blocksIn(document));
  return new App(payload.head, store, texts, layers, { theme: systemTheme() });
}

/** @param {L.Map} map @param {App} app */
function prepare(map, app) {
  const { head, calm } = app;
  map.setMaxZoom(head.tiles?.max_zoom ?? FARTHEST_IN);
  map.setMinZoom(3);
  if (calm) map.options.zoomAnimation = map.options.fadeAnimation = map.options.inertia = false;
  for (const name of ["gm-base", "gm-areas", "gm-labels", "gm-badges", "gm-marks"]) map.createPane(name);
  const credits = L.control.attribution({ prefix: "Leaflet" }).addTo(map);
  for (const attribution of new Set(head.border?.sources.map((source) => source.attribution))) if (attribution) credits.addAttribution(escaped(attribution));
  const scale = new ScaleBar(app);
  scale.addTo(map);
  app.add(scale);
}

/** Leaflet's attribution is the one place that takes HTML; a text node escapes for us. @param {string} text */
function escaped(text) {
  return el("span", { text }).innerHTML;
}

/** @param {App} app @param {Host} host @param {L.Map} map @param {HTMLElement} page @param {HTMLElement} stage */
function assemble(app, host, map, page, stage) {
  const base = new Base(app);
  const labels = new Labels(app);
  const marks = new Marks(app, map);
  const areas = new Areas(app, map, marks);
  labels.covered = () => [...marks.boxes(), ...areas.boxes()];
  const about = new About(app);
  const list = new List(app);
  const facets = new Facets(app);
  const timeline = new Timeline(app);
  const card = new Card(app, host, cardActions(app, map, areas, list, () => sheet.lower()));
  const header = new Header(app, { about: () => about.open() });
  const counts = new Counts(app);
  const legend = new Legend(app, { about: () => about.open() });
  const control = new LayerControl(app, switches(app, { base, areas, labels, marks }));
  const paper = new Paper(app, stage, legend.body);
  const share = new Share(app, host, () => paper.print());
  stage.append(el("div", { class: "gm-floats" }, share.element, control.element, legend.element));
  tieMenus(share.element, control.element);
  followSystem(app);
  if (isFramed()) cooperate(app, map, stage);
  page.classList.toggle("is-framed", isFramed());
  const panel = el("aside", { class: "gm-panel" }, facets.element, counts.element, list.element, card.element);
  const sheet = new Sheet(app, panel);
  const tip = new Tip(app, stage);
  const skipping = el("a", { class: "gm-skip", href: "#gm-list", text: app.t("skip.list"), on: { click: (event) => skip(event, list) } });
  page.prepend(skipping, header.element, panel);
  page.append(timeline.element, about.element, paper.element);
  app.add(card); // first, so that it can take the focus of what the others hide
  app.add({ update: (changes) => chrome(app, map, panel, changes) }, new FitButton(app, map, base, areas, panel), share, host, header, facets, counts, timeline, list, legend, control, about, sheet, tip, paper);
  map.invalidateSize({ animate: false }); // only now have header and time their heights
  frame(map, app.store, base, legend.element.open ? legend.element.offsetWidth : 0, panel);
  drawMap(app, map, { base, labels, marks, areas });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(stage);
}

/** What lies on the map is drawn once, when it is known which part of the world is seen. @param {App} app @param {L.Map} map @param {{base: Base, areas: Areas, labels: Labels, marks: Marks}} drawings */
function drawMap(app, map, { base, labels, marks, areas }) {
  if (app.head.tiles) base.addTiles(map, app.head.tiles);
  app.add(marks, areas);
  for (const canvas of [base, labels]) canvas.addTo(map);
  app.add(base, labels);
  app.settle();
  whenAtRest(() => [base, labels].forEach((canvas) => canvas.widen()));
}

/** Once the browser has read all texts and shown the page. @param {() => void} action */
function whenAtRest(action) {
  const wait = () => setTimeout(action, AT_REST);
  document.readyState === "complete" ? wait() : addEventListener("load", wait, { once: true });
}

/** The system's theme holds until the reader chooses one. @param {App} app */
function followSystem(app) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    if (app.themeChosen) return;
    app.set({ theme: systemTheme() });
    app.themeChosen = false;
  });
}

/** Leaflet's own buttons, named in the page's language. @param {App} app @param {L.Map} map */
function zoomButtons(app, map) {
  map.zoomControl?.remove();
  map.zoomControl = L.control.zoom({ zoomInTitle: app.t("zoom.in"), zoomOutTitle: app.t("zoom.out") }).addTo(map);
}

/** What belongs to no part: language and theme of the document, the name of the map, card or list. @param {App} app @param {L.Map} map @param {HTMLElement} panel @param {Set<import("./app.js").Change>} changes */
function chrome(app, map, panel, changes) {
  if (changes.has("theme")) applyTheme(app.state.theme);
  if (changes.has("lang")) {
    document.documentElement.lang = app.state.lang;
    zoomButtons(app, map);
    map.getContainer().setAttribute("aria-label", app.t("map"));
    map.getContainer().setAttribute("role", "region");
    panel.setAttribute("aria-label", app.t("list"));
  }
  if (!changes.has("event")) return;
  panel.classList.toggle("has-card", app.state.event >= 0);
  if (app.state.event >= 0) bringIntoView(app, map, panel);
}

/** @param {MouseEvent} event @param {List} list */
function skip(event, list) {
  event.preventDefault(); // the address's hash holds the state of the page
  if (list.rows.length) list.focus(list.rows[0]);
}

/** @param {App} app @param {L.Map} map @param {Areas} areas @param {List} list @param {() => void} lower lets the map be seen */
function cardActions(app, map, areas, list, lower) {
  return {
    back() {
      const row = app.state.event;
      app.set({ event: -1 });
      app.draw();
      list.focus(row);
    },
    /** @param {number} row */
    locate(row) {
      const { x, y } = app.store;
      lower();
      if (app.store.isPinned(row)) return map.flyTo([latOf(y[row]), lonOf(x[row])], Math.max(map.getZoom(), 10), { duration: 0.5, animate: !app.calm });
      const bounds = areas.boundsOf(row);
      if (bounds?.isValid()) map.flyToBounds(bounds, { padding: [30, 30], duration: 0.5, animate: !app.calm });
    },
    /** @param {number} row @param {number} by */
    step(row, by) {
      const at = list.rows.indexOf(row);
      const next = list.rows[at < 0 ? 0 : at + by];
      if (next !== undefined) app.set({ event: next });
    },
  };
}

/** @param {App} app @param {{base: Base, areas: Areas, labels: Labels, marks: Marks}} drawings @returns {import("./legend.js").Switches} */
function switches(app, { base, areas, labels, marks }) {
  /** @type {[string, string, import("./legend.js").Drawing, string | null][]} */
  const all = [
    ["events", "", marks, null],
    ["areas", "", areas, null],
    ["border", "border", base, "line"],
    ["zone", "zone", base, "zone"],
    ["regions", "regions", base, "regions"],
    ["regions", "region", labels, "regions"],
    ["rivers", "rivers", base, "rivers"],
    ["rivers", "river", labels, "rivers"],
    ["towns", "town", labels, "towns"],
    ["tiles", "tiles", base, "tiles"],
  ];
  return all.filter(([, , , key]) => !key || (key === "tiles" ? app.head.tiles : app.layers[key])).map(([name, kind, drawing]) => [name, kind, drawing]);
}

