// Paper: the map as seen, then the shown events with their claims.

/** @import { App } from "./app.js" */
import { put } from "./dom.js";
import { printList } from "./share.js";

const MOST = 500; // events on paper
const PAPER = 690; // pixels across a page of A4 between its margins

/** @param {App} app @param {HTMLElement} paper @param {HTMLElement} stage */
export async function printPage(app, paper, stage) {
  await prepare(app, paper, stage);
  print();
}

/** @param {App} app @param {HTMLElement} paper @param {HTMLElement} stage */
async function prepare(app, paper, stage) {
  put(paper, ...(await printList(app, MOST)));
  const { width, height } = stage.getBoundingClientRect();
  stage.style.setProperty("--paper-width", `${width}px`);
  stage.style.setProperty("--paper-height", `${height}px`);
  stage.style.setProperty("--paper-zoom", String(Math.min(1, PAPER / width)));
}

/** Keep the list ready, so that the browser's own print command has it. @param {App} app @param {HTMLElement} paper @param {HTMLElement} stage */
export function onPrint(app, paper, stage) {
  addEventListener("beforeprint", () => void prepare(app, paper, stage));
  addEventListener("afterprint", () => put(paper));
}
