// Who says what: one entry a claim, camps side by side where they differ.

/** @import { App } from "./app.js" */
/** @import { Claim } from "./types.js" */
import { el, link, quoted, webAddress } from "./dom.js";

const NO_CAMP = "";
const UNKNOWN_CAMP = "unknown"; // as geomap/status.py writes it

/**
 * All claims on an event: side by side by camp when it is disputed, else one below another.
 * @param {App} app
 * @param {Claim[]} claims
 * @param {boolean} disputed
 */
export function claimsView(app, claims, disputed) {
  if (!claims.length) return el("p", { class: "gm-quiet", text: app.t("card.no_claims") });
  const camps = byCamp(app, claims);
  if (!disputed || camps.size < 2) return el("ol", { class: "gm-claims", role: "list" }, ...claims.map((claim) => claimView(app, claim)));
  const columns = [...camps].map(([camp, told]) =>
    el(
      "section",
      { class: "gm-camp" },
      el("h4", {}, camp === NO_CAMP ? app.t("card.no_camp") : quoted(campLabel(app, camp)), el("small", { text: app.t("claims", { n: told.length }) })),
      el("ol", { class: "gm-claims", role: "list" }, ...told.map((claim) => claimView(app, claim))),
    ),
  );
  return el("div", { class: "gm-camps" }, ...columns);
}

/** Names of camps, as the status rule lists them. @param {App} app @param {string | undefined} camps parted by "; " */
export function campNames(app, camps = "") {
  return camps.split("; ").filter(Boolean).map((camp) => campLabel(app, camp === UNKNOWN_CAMP ? NO_CAMP : camp)).join("; ");
}

/** "60–234" where claims give different numbers, else "". @param {Claim[]} claims @param {"killed" | "injured"} noun @param {(n: number) => string} write */
export function figureRange(claims, noun, write) {
  const numbers = claims.flatMap((claim) => claim[noun] ?? []).filter((n) => n !== null);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return numbers.length && least !== most ? `${write(least)}–${write(most)}` : "";
}

/** @param {App} app @param {Claim[]} claims */
function byCamp(app, claims) {
  /** @type {Map<string, Claim[]>} */
  const camps = new Map();
  for (const claim of claims) {
    const camp = campOf(app, claim);
    camps.set(camp, [...(camps.get(camp) ?? []), claim]);
  }
  return camps;
}

/** @param {App} app @param {Claim} claim */
function campOf({ head }, { side = "" }) {
  return Object.hasOwn(head.sides ?? {}, side) ? head.sides[side].camp : side;
}

/** @param {App} app @param {string} camp */
function campLabel({ head, words }, camp) {
  if (camp === NO_CAMP) return words.t("card.no_camp");
  return Object.hasOwn(head.camps ?? {}, camp) ? head.camps[camp].label : camp;
}

/** @param {App} app @param {string} side */
export function sideLabel({ head }, side) {
  return Object.hasOwn(head.sides ?? {}, side) ? head.sides[side].label : side;
}

/** @param {App} app @param {Claim} claim */
function claimView(app, claim) {
  const { stance = "", outcome, speaker, side } = claim;
  const who = el("p", { class: "gm-who" }, quoted(speaker ?? claim.publisher ?? "", { class: "gm-speaker" }), " ", el("span", { class: `gm-stance is-${stance === "denies" || stance === "revises" ? stance : "asserts"}`, text: app.words.term("stance", stance) }));
  return el(
    "li",
    { class: "gm-claim" },
    who,
    side ? el("p", { class: "gm-side" }, quoted(sideLabel(app, side))) : null,
    claim.claim ? el("p", { class: "gm-said" }, quoted(claim.claim)) : null,
    outcome ? el("p", { class: "gm-fact" }, el("span", { text: `${app.t("card.outcome")}:` }), " ", app.words.term("outcome", outcome)) : null,
    ...figures(app, claim),
    claim.place ? el("p", { class: "gm-fact" }, el("span", { text: `${app.t("card.spelling")}:` }), " ", quoted(claim.place, { lang: claim.language })) : null,
    sourceLine(app, claim),
    claim.note ? el("p", { class: "gm-note" }, quoted(claim.note)) : null,
  );
}

/** @param {App} app @param {Claim} claim */
function figures(app, claim) {
  const lines = /** @type {const} */ (["killed", "injured"]).flatMap((noun) => {
    const figure = figureWords(claim[noun], (n) => app.words.number(n));
    if (!figure) return [];
    const key = claim.casualties_of ? `card.${noun}_of` : `card.${noun}`;
    return [el("p", { class: "gm-figure" }, quoted(app.t(key, { figure, whom: claim.casualties_of ?? "" })))];
  });
  return claim.casualties_text ? [...lines, el("p", { class: "gm-fact" }, quoted(`“${claim.casualties_text}”`))] : lines;
}

/** Lowest, stated and highest in words. @param {(number | null)[] | undefined} bounds @param {(n: number) => string} write */
export function figureWords(bounds, write) {
  const [low, best, high] = bounds ?? [];
  const range = low != null && high != null && low !== high ? `${write(low)}–${write(high)}` : "";
  if (range) return best != null ? `${write(best)} (${range})` : range;
  if (best != null) return write(best);
  return low != null ? `≥ ${write(low)}` : high != null ? `≤ ${write(high)}` : "";
}

/** Publication, dates, language, address, archive. @param {App} app @param {Claim} claim */
function sourceLine(app, claim) {
  const name = [claim.publisher, claim.source].filter(Boolean).join(", ");
  const dates = /** @type {const} */ ([["card.said", claim.claimed_on], ["card.published", claim.published_on], ["card.read", claim.retrieved_on]]);
  const facts = [
    ...dates.flatMap(([key, date]) => (date ? [app.t(key, { date: app.dates.iso(date) })] : [])),
    claim.language ? app.words.nameOf("language", claim.language) : "",
  ].filter(Boolean);
  return el(
    "p",
    { class: "gm-source" },
    claim.url ? link(claim.url, name || claim.url) : quoted(name),
    claim.url && !webAddress(claim.url) ? quoted(` ${claim.url}`) : null,
    facts.length ? el("span", { text: facts.join(" · ") }) : null,
    claim.archive_url ? link(claim.archive_url, app.t("card.archive")) : null,
    claim.url ? null : el("span", { text: app.t("card.no_address") }),
  );
}
