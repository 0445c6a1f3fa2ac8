// Colours live in style/theme.css; what is drawn on canvas asks for them here.

/** Colours asked for since the theme was set: asking the style sheet makes the browser work out the whole page's style. @type {Map<string, string>} */
const known = new Map();

/** Value of the custom property `--name`. @param {string} name */
export function colour(name) {
  const value = known.get(name) ?? getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  known.set(name, value);
  return value;
}

/** @param {"light" | "dark"} theme */
export function applyTheme(theme) {
  document.documentElement.dataset.theme = theme;
  known.clear();
}

/** What the reader's system asks for. @returns {"light" | "dark"} */
export function systemTheme() {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
