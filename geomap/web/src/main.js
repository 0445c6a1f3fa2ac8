// What the page's other scripts see: window.L for folium's, window.geomap for a host's.

import L from "leaflet";
import { open } from "./page.js";

/** @type {(app: import("./app.js").App) => void} */
let opened;
/** @type {(reason: unknown) => void} */
let failed;
/** @type {Promise<import("./app.js").App>} */
const app = new Promise((resolve, reject) => ([opened, failed] = [resolve, reject]));
/** @type {import("./app.js").App | null} */
let current = null;
app.then((value) => (current = value)).catch(() => {});

const geomap = {
  /** Resolves when the map is drawn; rejects where it cannot be. */
  ready: app.then(() => {}),

  /** All events, those drawn in any form, and those that pass the filters. Before `ready` all are 0. */
  counts: () => current?.counts() ?? { total: 0, placed: 0, shown: 0 },

  /** Build the page around a map. Called once, by the page itself. @param {L.Map} map */
  attach(map) {
    open(map, document).then(opened, (error) => {
      console.error(error);
      failed(error);
    });
  },
};
geomap.ready.catch(() => {}); // a host may wait for it or not

Object.assign(window, { L, geomap });
