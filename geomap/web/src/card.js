// The card of one event: what is said to have happened, where, when, by whom it is told, how sure it is.

/** @import { App } from "./app.js" */
/** @import { EventText } from "./types.js" */
import { campNames, claimsView, figureRange } from "./claims.js";
import { isoDay } from "./dates.js";
import { button, el, link, put, quoted } from "./dom.js";
import { icon } from "./icons.js";
import { regionsOf } from "./names.js";
import { cardShare } from "./share.js";
import { FLAG_ERROR, FLAG_FIGURES } from "./store.js";
import { shapeOf, statusClass, symbol } from "./symbols.js";

const SPELLINGS = 12;

export class Card {
  /** @param {App} app @param {import("./host.js").Host} host @param {{back(): void, locate(row: number): void, step(row: number, by: number): void}} actions */
  constructor(app, host, actions) {
    this.app = app;
    this.host = host;
    this.actions = actions;
    this.body = el("article", { class: "gm-card-body" });
    this.bar = el("div", { class: "gm-card-bar" });
    const leave = (/** @type {KeyboardEvent} */ { key }) => key === "Escape" && actions.back();
    this.element = el("section", { class: "gm-card", hidden: true, tabindex: -1, "aria-labelledby": "gm-card-title", on: { keydown: leave } }, this.bar, this.body);
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (!changes.has("event") && !changes.has("lang")) return;
    const { event } = this.app.state;
    const opens = this.element.hidden && event >= 0;
    this.element.hidden = event < 0;
    if (event < 0) return;
    this.#controls(event);
    // What was pressed is hidden now; a host page that opened the card keeps the focus it has.
    if (opens && document.activeElement?.closest(".gm")) this.element.focus({ preventScroll: true });
    const known = this.app.texts.peek(event);
    if (known) return this.#fill(event, known);
    put(this.body, el("p", { class: "gm-quiet", text: this.app.t("list.loading") }));
    this.app.texts.get(event).then((text) => this.app.state.event === event && this.#fill(event, text));
  }

  /** @param {number} row */
  #controls(row) {
    const { app, actions } = this;
    const sign = (/** @type {string} */ name, /** @type {string} */ key, /** @type {() => void} */ click) => button({ class: "gm-tool", "aria-label": app.t(key), title: app.t(key), on: { click } }, icon(name));
    const held = document.activeElement?.parentElement === this.bar ? document.activeElement.getAttribute("aria-label") : null;
    put(
      this.bar,
      button({ class: "gm-link", text: `← ${app.t("back")}`, on: { click: actions.back } }),
      el("span", { class: "gm-grow" }),
      app.store.isPlaced(row) ? sign("locate", "show.on_map", () => actions.locate(row)) : null,
      sign("up", "previous", () => actions.step(row, -1)),
      sign("down", "next", () => actions.step(row, 1)),
    );
    const again = [...this.bar.children].find((node) => held && node.getAttribute("aria-label") === held);
    if (again instanceof HTMLElement) again.focus();
  }

  /** @param {number} row @param {EventText} text */
  #fill(row, text) {
    const { app } = this;
    const claims = text.reports ?? [];
    put(
      this.body,
      this.#head(row, text),
      text.summary ? el("p", { class: "gm-summary" }, quoted(text.summary)) : null,
      figuresView(app, row, claims),
      statusView(app, row, text),
      el("h3", { text: app.t("card.claims") }),
      claimsView(app, claims, app.store.value("status", row) === "disputed"),
      placeView(app, row, text),
      text.note ? el("p", { class: "gm-note" }, el("b", { text: `${app.t("card.note")}: ` }), quoted(text.note)) : null,
      problemsView(app, row, text),
      cardShare(app, this.host, row, text),
      el("p", { class: "gm-quiet" }, `${app.t("card.id")} `, quoted(text.id ?? "")),
    );
    this.element.scrollTop = 0;
  }

  /** @param {number} row @param {EventText} text */
  #head(row, text) {
    const { app } = this;
    const { store, words } = app;
    const [type, status] = [store.value("event_type", row), store.value("status", row)];
    const actors = store.valuesOf("actor", row);
    return el(
      "header",
      { class: "gm-card-head" },
      el("p", { class: "gm-kicker" }, symbol(store.isPlaced(row) ? shapeOf(store.value("precision", row)) : "disc", type, status), words.term("event_type", type), el("span", { class: `gm-chip ${statusClass(status)}`, text: words.term("status", status) })),
      el("h2", { id: "gm-card-title" }, quoted(text.title ?? "")),
      dateLine(app, row, text),
      whereLine(app, row, text),
      actors.length ? el("p", { class: "gm-fact" }, el("span", { text: `${app.t("card.actors")}:` }), " ", quoted(actors.join("; "))) : null,
    );
  }
}

/** @param {App} app @param {number} row @param {EventText} text */
function dateLine(app, row, text) {
  const precision = app.store.value("date_precision", row);
  const written = text.date && !(precision === "day" && text.date === isoDay(app.store.start[row])) ? el("span", { class: "gm-quiet" }, quoted(app.t("card.as_written", { date: text.date }))) : null;
  return el("p", { class: "gm-when" }, el("time", { text: app.dateWords(row) }), precision && precision !== "day" ? el("span", { class: "gm-quiet", text: app.words.term("date_precision", precision) }) : null, written);
}

/** "Tyotkino, Kursk Oblast · 1.7 km from the border". @param {App} app @param {number} row @param {EventText} text */
function whereLine(app, row, text) {
  const wide = ["region", "border_segment", "country"].includes(app.store.value("precision", row)); // names its regions itself
  const place = [app.placeName(row) || text.place, wide ? "" : regionsOf(app, row, text.admin1 ?? "")].filter(Boolean);
  const distance = distanceWords(app, row, "card.from_border");
  const facts = [...new Set(place)].join(", ");
  const off = app.store.isPlaced(row) ? "" : app.t("not_on_map");
  return facts ? el("p", { class: "gm-where" }, quoted(facts), ...[distance, off].filter(Boolean).map((fact) => el("span", { class: "gm-quiet", text: ` · ${fact}` }))) : null;
}

/** "Figures differ: 60–234 killed". @param {App} app @param {number} row @param {import("./types.js").Claim[]} claims */
function figuresView(app, row, claims) {
  if (!(app.store.flags[row] & FLAG_FIGURES)) return null;
  const parts = /** @type {const} */ (["killed", "injured"]).flatMap((noun) => {
    const figure = figureRange(claims, noun, (n) => app.words.number(n));
    return figure ? [app.t(`card.${noun}`, { figure })] : [];
  });
  return el("p", { class: "gm-differ" }, el("b", { text: app.t("card.figures") }), parts.length ? `: ${parts.join(", ")}` : "");
}

/** @param {App} app @param {number} row @param {EventText} text */
function statusView(app, row, text) {
  const status = app.store.value("status", row);
  const who = (/** @type {string} */ key, /** @type {string} */ camps) => (camps ? el("p", { class: "gm-fact" }, el("span", { text: `${app.t(key)}:` }), " ", quoted(camps)) : null);
  return el(
    "details",
    { class: `gm-why ${statusClass(status)}`, open: status === "disputed" || status === "denied" },
    el("summary", {}, el("b", { text: `${app.t("card.status")}: ` }), app.words.term("status", status)),
    text.status_rule ? el("p", { text: app.words.term("rule", text.status_rule) }) : null,
    who("card.assert", campNames(app, text.camps_for)),
    who("card.deny", campNames(app, text.camps_against)),
    text.status_reason ? el("p", {}, el("b", { text: `${app.t("card.reason")}: ` }), quoted(text.status_reason)) : null,
    el("details", { class: "gm-rule" }, el("summary", { text: app.t("card.rule") }), el("p", { class: "gm-quiet", text: app.t("rule.whole") })),
  );
}

/** @param {App} app @param {number} row @param {EventText} text */
function placeView(app, row, text) {
  const { store, words } = app;
  const area = store.areas[store.area[row]];
  const rows = [
    ["card.place", placeNames(app, row, text)],
    ["card.also", alsoWritten(app, row)],
    ["card.region", text.admin1 ? quoted(regionsOf(app, row, text.admin1)) : ""],
    ["card.district", text.admin2 ? quoted(text.admin2) : ""],
    ["card.precision", words.term("precision", store.value("precision", row))],
    ["", area?.kind === "disc" ? app.t("card.disc", { km: area.radius_km }) : ""],
    ["card.found", foundBy(app, text)],
    ["card.why_not", text.location_reason ? quoted(text.location_reason) : ""],
    ["card.side", sideWords(app, store.value("border_side", row))],
    ["card.distance", distanceWords(app, row)],
    ["card.note", text.location_note ? quoted(text.location_note) : ""],
  ].filter(([, value]) => value !== "");
  const entries = rows.flatMap(([key, value]) => [el("dt", { text: key ? app.t(/** @type {string} */ (key)) : "" }), el("dd", {}, value)]);
  return el("section", { class: "gm-place" }, el("h3", { text: app.t("card.place") }), el("dl", {}, ...entries));
}

/** @param {App} app @param {number} row @param {EventText} text */
function placeNames(app, row, text) {
  const [local, written] = [app.placeName(row), text.place ?? ""];
  return el(
    "span",
    {},
    quoted(local || written),
    local && local !== written ? el("span", { class: "gm-quiet" }, " (", quoted(written), `, ${app.t("card.as_named")})`) : null,
  );
}

/** Other spellings that search finds the place by. @param {App} app @param {number} row */
function alsoWritten(app, row) {
  const alt = app.store.places[app.store.place[row]]?.alt ?? [];
  return alt.length ? el("span", { class: "gm-quiet" }, quoted(alt.slice(0, SPELLINGS).join(" · "))) : "";
}

/** @param {App} app @param {EventText} text */
function foundBy(app, text) {
  if (!text.method) return "";
  const source = text.coordinate_source_url ?? text.method_source;
  const facts = [
    text.location_name && text.location_name !== text.place ? app.t("card.found_name", { name: text.location_name }) : "",
    text.score != null ? app.t("card.score", { score: app.words.decimals.format(text.score) }) : "",
  ].filter(Boolean);
  return el("span", {}, app.words.term("method", text.method), facts.length ? quoted(`, ${facts.join(", ")}`) : null, source ? " · " : null, source ? link(source, app.t("card.source")) : null);
}

/** @param {App} app @param {number} row @param {string} [key] of the words for a pin's distance */
export function distanceWords(app, row, key = "card.km") {
  const metres = app.store.distance[row];
  if (metres < 0) return "";
  if (metres === 0 && app.store.hasArea(row)) return app.t("card.at_border");
  const km = metres < 10_000 ? app.words.decimals.format(metres / 1000) : app.words.number(Math.round(metres / 1000));
  return app.t(app.store.hasArea(row) && key === "card.km" ? "card.area_km" : key, { km });
}

/** @param {App} app @param {string} side country codes */
export function sideWords(app, side) {
  const names = side.split("; ").filter(Boolean).map((code) => app.words.nameOf("region", code));
  return names.length > 1 ? `${names.join(" / ")} (${app.t("card.both_sides")})` : (names[0] ?? "");
}

/** @param {App} app @param {number} row @param {EventText} text */
function problemsView(app, row, text) {
  const problems = text.problems ?? [];
  if (!problems.length && !(app.store.flags[row] & FLAG_ERROR)) return null;
  const items = problems.map((fault) => el("li", { class: `is-${fault.severity === "error" ? "error" : "warning"}` }, el("code", {}, quoted(fault.column)), " ", fault.value ? quoted(`“${fault.value}”`) : null, " ", quoted(`${fault.message} ${fault.fix}`)));
  return el("section", { class: "gm-problems" }, el("h3", { text: app.t("card.problems") }), el("ul", {}, ...items));
}
