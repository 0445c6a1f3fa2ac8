// What the page's other scripts see: window.L for folium's, window.geomap for a host's.

/** @import { App } from "./app.js" */
/** @import { Host } from "./host.js" */
import L from "leaflet";
import icon from "leaflet/dist/images/marker-icon.png";
import shadow from "leaflet/dist/images/marker-shadow.png";
import { open } from "./page.js";

/** @type {(page: {app: App, host: Host}) => void} */
let opened;
/** @type {(reason: unknown) => void} */
let failed;
/** @type {Promise<{app: App, host: Host}>} */
const page = new Promise((resolve, reject) => ([opened, failed] = [resolve, reject]));
/** @type {{app: App, host: Host} | null} */
let current = null;
page.then((value) => (current = value)).catch(() => {});

// The plain table costs a browser more than the map does, so it is laid out only where the map fails.
const { classList } = document.documentElement;
const showTable = () => classList.remove("gm-opening");
classList.add("gm-opening");
addEventListener("error", showTable, { once: true });

const geomap = {
  /** Resolves when the map is drawn; rejects where it cannot be. */
  ready: page.then(() => {}),

  /** All events, those drawn in any form, and those that pass the filters. Before `ready` all are 0. */
  counts: () => current?.app.counts() ?? { total: 0, placed: 0, shown: 0 },

  /** What is chosen now, as plain values; null before `ready`. */
  get state() {
    return current?.host.state ?? null;
  },

  /** Merge into the state: { from, to, query, facets, event, view, lang, theme }; dates as ISO text. @type {Host["set"]} */
  set: async (patch) => (await page).host.set(patch),

  /** on("change", listener): the listener gets the state; the answer takes it off again. @type {Host["on"]} */
  on(type, listener) {
    let off = () => false;
    page.then(({ host }) => (off = host.on(type, listener))).catch(() => {});
    return () => off();
  },

  /** Build the page around a map. Called once, by the page itself. @param {L.Map} map */
  attach(map) {
    open(map, document).then(opened, (error) => {
      console.error(error);
      showTable();
      failed(error);
    });
  },
};
geomap.ready.catch(() => {}); // a host may wait for it or not

// Leaflet looks for the pictures of a plain marker beside its style sheet, and here they are inside.
L.Icon.Default.imagePath = "";
L.Icon.Default.mergeOptions({ iconUrl: icon, iconRetinaUrl: icon, shadowUrl: shadow });

Object.assign(window, { L, geomap });
