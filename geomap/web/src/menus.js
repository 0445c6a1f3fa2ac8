// Menus over the map: one open at a time, shut by Escape and by a press elsewhere.

/** @param {...HTMLDetailsElement} menus */
export function tieMenus(...menus) {
  for (const menu of menus) {
    menu.classList.add("gm-menu");
    menu.addEventListener("toggle", () => menu.open && shut(menus.filter((other) => other !== menu)));
    menu.addEventListener("keydown", ({ key }) => key === "Escape" && back(menu));
  }
  addEventListener("pointerdown", ({ target }) => shut(menus.filter((menu) => !(target instanceof Node && menu.contains(target)))));
}

/** @param {HTMLDetailsElement[]} menus */
function shut(menus) {
  for (const menu of menus) menu.open = false;
}

/** @param {HTMLDetailsElement} menu */
function back(menu) {
  menu.open = false;
  menu.querySelector("summary")?.focus();
}
