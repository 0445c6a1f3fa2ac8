// The histogram: bars by status above the line of time, spans of coarse dates below it.

/** @import { App } from "./app.js" */
/** @import { BinTally } from "./bins.js" */
import { lanes } from "./bins.js";
import { el } from "./dom.js";
import { STATUSES } from "./symbols.js";
import { colour } from "./theme.js";

const FOOT = 15; // pixels for the dates
const BELOW = 16; // pixels for the spans
const LOW = 50; // pixels of height below which there are no dates and less of the spans
const LANE = 4;
const FEW = 60; // spans up to this number are drawn one by one
const TICK_GAP = 78;

/** From the line up: what is contested stands at the bottom. */
const ORDER = ["disputed", "denied", "unsourced", "one_side", "corroborated"];

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{width: number, height: number}} size in pixels of the page
 * @param {App} app
 * @param {BinTally} tally
 * @param {number} from day
 * @param {number} to day
 * @returns {number} events in the tallest bar
 */
export function drawChart(canvas, { width, height }, app, tally, from, to) {
  if (!width || !height) return 0;
  const context = sized(canvas, width, height);
  const days = tally.last + 1 - tally.first;
  const below = height < LOW ? BELOW / 2 : BELOW;
  const frame = { context, width, below, line: height - below - (height < LOW ? 0 : FOOT), x: (/** @type {number} */ day) => ((day - tally.first) / days) * width };
  const inside = (/** @type {number} */ bin) => tally.edges[bin] <= to && tally.edges[bin + 1] > from;
  const most = drawBars(frame, tally, app.store.category("status").values, inside);
  drawSpans(frame, app, tally, from, to);
  context.fillStyle = colour("rule-strong");
  context.fillRect(0, frame.line, width, 1);
  return most;
}

/** @typedef {{context: CanvasRenderingContext2D, width: number, below: number, line: number, x: (day: number) => number}} Frame */

/** @param {Frame} frame @param {BinTally} tally @param {string[]} statuses @param {(bin: number) => boolean} inside */
function drawBars({ context, line, x }, tally, statuses, inside) {
  const most = Math.max(1, ...tally.totals());
  const order = [...statuses.keys()].sort((a, b) => rank(statuses[a]) - rank(statuses[b]));
  const colours = statuses.map((status) => colour(`bar-${STATUSES.includes(status) ? status : "unsourced"}`));
  for (let bin = 0; bin < tally.length; bin++) {
    const [left, right] = [x(tally.edges[bin]), x(tally.edges[bin + 1])];
    const gap = right - left > 5 ? 1 : 0;
    let top = line;
    context.globalAlpha = inside(bin) ? 1 : 0.28;
    for (const code of order) {
      const tall = (tally.counts[bin * tally.kinds + code] / most) * (line - 4);
      context.fillStyle = colours[code];
      context.fillRect(left + gap, top - tall, Math.max(1, right - left - 2 * gap), tall);
      top -= tall;
    }
  }
  context.globalAlpha = 1;
  return most;
}

/** Few spans lie in lanes; many become the outline of how many touch each bin. @param {Frame} frame @param {App} app @param {BinTally} tally @param {number} from @param {number} to */
function drawSpans(frame, app, tally, from, to) {
  const { context, line, below, x } = frame;
  const few = app.spanRows.length <= FEW * 8 ? app.spanRows.filter((row) => app.passesButTime(row)) : [];
  const spans = Array.from(few, (row) => ({ row, from: tally.start[row], to: tally.end[row] }));
  const placed = lanes(spans);
  if (spans.length && spans.length <= FEW && Math.max(...placed) * LANE + 3 <= below) {
    for (const [at, span] of spans.entries()) {
      const touched = span.from <= to && span.to >= from;
      context.fillStyle = colour(span.row === app.state.event ? "accent" : "hatch");
      context.globalAlpha = touched ? 0.75 : 0.2;
      context.fillRect(x(span.from) + 1, line + 3 + placed[at] * LANE, Math.max(3, x(span.to + 1) - x(span.from) - 2), 2);
    }
  } else {
    drawProfile(frame, tally);
  }
  context.globalAlpha = 1;
}

/** @param {Frame} frame @param {BinTally} tally */
function drawProfile({ context, line, below, x }, tally) {
  const spans = tally.spans();
  const most = Math.max(1, ...spans);
  context.fillStyle = colour("hatch");
  context.globalAlpha = 0.4;
  for (let bin = 0; bin < tally.length; bin++) context.fillRect(x(tally.edges[bin]), line + 2, x(tally.edges[bin + 1]) - x(tally.edges[bin]), (spans[bin] / most) * (below - 3));
}

/** Dates under the line, as elements: setting a canvas's font makes the browser work out the page's style. @param {App} app @param {BinTally} tally @param {number} width */
export function ticks(app, tally, width) {
  const every = Math.max(1, Math.ceil((TICK_GAP * tally.length) / Math.max(1, width)));
  const days = tally.last + 1 - tally.first;
  const found = [];
  for (let bin = 0; bin < tally.length; bin += every) {
    const share = (tally.edges[bin] - tally.first) / days;
    if (bin && share * width + TICK_GAP * 0.7 > width) break;
    const tick = el("span", { text: tickWords(app, tally, bin) });
    tick.style.left = `${share * 100}%`;
    found.push(tick);
  }
  return found;
}

/** @param {App} app @param {BinTally} tally @param {number} bin */
function tickWords({ dates }, { unit, edges }, bin) {
  const date = new Date(edges[bin] * 86_400_000);
  if (unit === "year") return dates.year.format(date);
  return unit === "month" ? dates.shortMonth.format(date) : dates.shortDay.format(date);
}

/** @param {string} status */
function rank(status) {
  const at = ORDER.indexOf(status);
  return at < 0 ? ORDER.length : at;
}

/** @param {HTMLCanvasElement} canvas @param {number} width @param {number} height */
function sized(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across) canvas.width = across;
  if (canvas.height !== down) canvas.height = down;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
