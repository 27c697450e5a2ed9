// A table of counts whose cells can be chosen: a heat map that is read aloud and walked with the keyboard.
import { glyph, paletteOf } from "./shared.js";

/** Called at every rerun with new counts, and when the theme changes. */
export function render({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ks");
  root.classList.add("contained");
  const palette = paletteOf(root);
  const table = document.createElement("table");
  table.className = "matrix";
  table.setAttribute("aria-label", data.alt);
  const head = table.createTHead().insertRow();
  head.append(cell("th", data.corner));
  for (const { kind, label } of data.columns) head.append(named(kind, label, palette, "col"));
  const body = table.createTBody();
  const buttons = data.rows.map((row, at) => {
    const line = body.insertRow();
    line.append(named(row.kind, row.label, palette, "row"));
    return row.cells.map((each, place) => {
      const holder = line.insertCell();
      if (each === null) return null;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "matrix-cell";
      button.style.setProperty("--share", each.share);
      button.setAttribute("aria-label", each.alt);
      button.setAttribute("aria-pressed", String(each.chosen));
      button.disabled = !each.count;
      button.append(part("b", each.text), part("small", each.small));
      button.onclick = () => setTriggerValue("cell", { row: at, column: place });
      holder.append(button);
      return button;
    });
  });
  table.onkeydown = (event) => walk(event, buttons);
  const scroll = document.createElement("div");
  scroll.className = "scroll";
  scroll.append(table);
  root.replaceChildren(scroll);
}

function part(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function cell(name, text) {
  const made = part(name, text);
  made.className = "corner";
  return made;
}

function named(kind, label, palette, scope) {
  const made = document.createElement("th");
  made.scope = scope;
  const words = part("span", label);
  words.className = "technique";
  if (kind) words.prepend(glyph(kind, palette, 12));
  made.append(words);
  return made;
}

function walk(event, buttons) {
  const by = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key];
  const here = event.composedPath()[0];
  const row = buttons.findIndex((line) => line.includes(here));
  if (!by || row < 0) return;
  let [down, across] = [row + by[0], buttons[row].indexOf(here) + by[1]];
  while (buttons[down]?.[across] !== undefined) {
    const next = buttons[down][across];
    if (next && !next.disabled) {
      next.focus();
      event.preventDefault();
      return;
    }
    down += by[0];
    across += by[1];
  }
}
