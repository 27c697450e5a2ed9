// The kicks as a table: a real one, so that it can be read aloud and walked with the keyboard.
import { glyph, paletteOf } from "./shared.js";

/** Called at every rerun with new rows, and when the theme changes. */
export function render({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ks");
  root.classList.add("contained");
  const palette = paletteOf(root);
  const kept = root.querySelector(".scroll")?.scrollTop ?? 0;
  const table = document.createElement("table");
  table.setAttribute("aria-label", data.alt);
  const choose = (row) => {
    for (const other of table.tBodies[0].rows) other.setAttribute("aria-selected", "false");
    row.setAttribute("aria-selected", "true");
    setTriggerValue("kick", Number(row.dataset.kick));
  };
  table.append(head(data.columns), body(data, palette, choose));
  const scroll = document.createElement("div");
  scroll.className = "scroll";
  scroll.append(table);
  root.replaceChildren(scroll);
  scroll.scrollTop = kept;
  reveal(scroll, table.querySelector('[aria-selected="true"]'));
}

function head(columns) {
  const made = document.createElement("thead");
  const row = made.insertRow();
  for (const { label, classes } of columns) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.className = classes;
    cell.textContent = label;
    row.append(cell);
  }
  return made;
}

function body(data, palette, choose) {
  const made = document.createElement("tbody");
  for (const { number, technique, cells } of data.rows) {
    const row = made.insertRow();
    row.tabIndex = 0;
    row.dataset.kick = number;
    row.setAttribute("aria-selected", String(number === data.selected));
    cells.forEach(([text, small], index) => fill(row.insertCell(), { text, small, technique, column: data.columns[index], palette }));
    row.onclick = () => choose(row);
    row.onkeydown = (event) => walk(event, row, choose);
  }
  return made;
}

function fill(cell, { text, small, technique, column, palette }) {
  cell.className = column.classes;
  const words = document.createElement("span");
  words.textContent = text;
  if (column.name === "technique") {
    words.className = "technique";
    words.prepend(glyph(technique, palette, 13));
  }
  cell.append(words);
  if (small) {
    const line = document.createElement("small");
    line.textContent = small;
    cell.append(line);
  }
}

function walk(event, row, choose) {
  const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
  if (event.key === "Enter" || event.key === " ") choose(row);
  else if (next) next.focus();
  else return;
  event.preventDefault();
}

/** Scroll the table alone, never the page. */
function reveal(scroll, row) {
  if (!row) return;
  const top = row.offsetTop - scroll.querySelector("thead").offsetHeight;
  if (top < scroll.scrollTop) scroll.scrollTop = top;
  const bottom = row.offsetTop + row.offsetHeight;
  if (bottom > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = bottom - scroll.clientHeight;
}
