// Colours live in style/theme.css; what is drawn on canvas asks for them here.

/** Value of the custom property `--name`. @param {string} name */
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** @param {"light" | "dark"} theme */
export function applyTheme(theme) {
  document.documentElement.dataset.theme = theme;
}

/** What the reader's system asks for. @returns {"light" | "dark"} */
export function systemTheme() {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
