// What a reader must know before quoting this map.

/** @import { App } from "./app.js" */
import { button, el, link, put, quoted } from "./dom.js";
import { icon } from "./icons.js";

export class About {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.body = el("div", { class: "gm-about-body" });
    this.title = el("h2", { id: "gm-about-title" });
    this.shut = button({ class: "gm-tool", on: { click: () => this.element.close() } }, icon("close"));
    this.element = el("dialog", { class: "gm-about", "aria-labelledby": "gm-about-title" }, el("div", { class: "gm-about-bar" }, this.title, this.shut), this.body);
    this.element.addEventListener("click", (event) => event.target === this.element && this.element.close());
  }

  open() {
    this.#fill();
    this.element.showModal();
  }

  /** @param {Set<import("./app.js").Change>} changes */
  update(changes) {
    if (!changes.has("lang")) return;
    this.title.textContent = this.app.t("about");
    this.shut.setAttribute("aria-label", this.app.t("close"));
    if (this.element.open) this.#fill();
  }

  #fill() {
    const { app } = this;
    const { head } = app;
    put(
      this.body,
      el("p", { class: "gm-lead" }, quoted(head.title), head.as_of ? ` · ${app.t("as_of", { date: app.dates.iso(head.as_of) })}` : ""),
      el("p", { text: `${app.t("events", { n: head.counts.events })}${head.counts.reports === undefined ? "" : `, ${app.t("claims", { n: head.counts.reports })}`}.` }),
      ...part(app.t("reported"), el("p", { text: app.t("about.reported") })),
      ...part(app.t("about.status"), el("p", { text: app.t("rule.whole") }), this.#terms("status")),
      ...part(app.t("about.precision"), el("p", { text: app.t("about.precision_text") })),
      ...part(app.t("about.boundary"), head.border ? this.#boundary(head.border) : el("p", { text: app.t("about.no_border") })),
      ...part(app.t("about.licences"), el("ul", {}, ...this.#licences().map((item) => el("li", {}, item)))),
      ...(head.gaps.length ? part(app.t("about.gaps"), el("ul", {}, ...head.gaps.map((gap) => el("li", {}, quoted(gap))))) : []),
      ...part(app.t("about.problems"), this.#problems()),
      el("p", { class: "gm-quiet", text: app.t("about.made", { version: head.version, hash: head.hash }) }),
    );
  }

  /** @param {string} group */
  #terms(group) {
    const { head, words } = this.app;
    const entries = (head.vocab[group] ?? []).flatMap(({ name, meaning }) => [el("dt", { text: words.term(group, name) }), el("dd", { text: words.term(`${group}.meaning`, name) === name.replaceAll("_", " ") ? meaning : words.term(`${group}.meaning`, name) })]);
    return el("dl", { class: "gm-terms" }, ...entries);
  }

  /** @param {NonNullable<import("./types.js").Head["border"]>} border */
  #boundary({ viewpoint, sources }) {
    const line = sources.find(({ what }) => /line|border/i.test(what));
    return el("p", {}, quoted(viewpoint), line?.attribution ? el("span", {}, " ", quoted(line.attribution)) : null);
  }

  #licences() {
    const { head } = this.app;
    const sources = (head.border?.sources ?? []).map(({ what, attribution, licence, date, url }) =>
      el("span", {}, quoted(`${what}: `), url ? link(url, attribution ?? url) : quoted(attribution ?? ""), quoted([licence ? `, ${licence}` : "", date ? `, ${date}` : ""].join(""))),
    );
    return [...sources, ...head.credits.map((credit) => quoted(credit))];
  }

  #problems() {
    const { app } = this;
    const { errors, warnings, rows } = app.head.problems;
    if (errors + warnings === 0) return el("p", { text: app.t("about.no_problems") });
    const items = rows.map((fault) => el("li", {}, el("b", { text: app.words.term("severity", fault.severity) }), " ", quoted([fault.event_id, fault.column, fault.value && `“${fault.value}”`].filter(Boolean).join(", ")), ": ", quoted(`${fault.message} ${fault.fix}`)));
    return el("details", {}, el("summary", { text: app.t("about.problem_counts", { errors, warnings }) }), el("ul", { class: "gm-faults" }, ...items));
  }
}

/** @param {string} title @param {...Element} content */
function part(title, ...content) {
  return [el("h3", { text: title }), ...content];
}
