// The team as a table that can be sorted; every player's reasons open beneath their line.

/** Called at every rerun with new rows, and when the theme changes. */
export function render({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ks");
  root.classList.add("contained");
  const open = new Set([...root.querySelectorAll(".why-open")].map((row) => row.dataset.player));
  const focused = root.getRootNode().activeElement?.dataset?.focus;
  const state = { order: data.order, open, tell: setTriggerValue };
  draw(root, data, state);
  if (focused) root.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
}

function draw(root, data, state) {
  const table = document.createElement("table");
  table.className = "team";
  table.setAttribute("aria-label", data.alt);
  const again = () => draw(root, data, state);
  table.append(head(data, state, again));
  const rows = sorted(data, state.order);
  for (const row of rows) table.append(...lines(row, data, state));
  const scroll = document.createElement("div");
  scroll.className = "team-scroll";
  scroll.append(table);
  root.replaceChildren(scroll);
}

/** Rows in the order asked for; without one, in the order they came in. What is unknown comes last. */
function sorted({ columns, rows }, order) {
  const [name, way] = order.split(":");
  const at = columns.findIndex((column) => column.name === name);
  if (at < 0) return rows;
  const sign = way === "down" ? -1 : 1;
  const known = (row) => row.cells[at].sort !== null;
  const compare = (a, b) => {
    const [first, second] = [a.cells[at].sort, b.cells[at].sort];
    return sign * (typeof first === "string" ? first.localeCompare(second) : first - second);
  };
  return [...rows.filter(known).sort(compare), ...rows.filter((row) => !known(row))];
}

function head(data, state, again) {
  const made = document.createElement("thead");
  const row = made.insertRow();
  const [name, way] = state.order.split(":");
  for (const column of data.columns) {
    const cell = document.createElement("th");
    cell.scope = "col";
    const chosen = column.name === name;
    cell.setAttribute("aria-sort", chosen ? (way === "down" ? "descending" : "ascending") : "none");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.dataset.focus = `sort-${column.name}`;
    button.title = data.words.sort;
    button.textContent = column.label;
    const sign = document.createElement("span");
    sign.setAttribute("aria-hidden", "true");
    sign.textContent = chosen ? (way === "down" ? " \u25be" : " \u25b4") : "";
    button.append(sign);
    button.onclick = () => {
      state.order = next(column.name, chosen, way);
      state.tell("order", state.order);
      again();
    };
    cell.append(button);
    row.append(cell);
  }
  const last = document.createElement("th");
  last.scope = "col";
  last.append(hidden(data.words.why));
  row.append(last);
  return made;
}

/** Up, down, and back to the order of what asks for attention. */
function next(name, chosen, way) {
  if (!chosen) return `${name}:up`;
  return way === "up" ? `${name}:down` : "";
}

function lines(row, data, state) {
  const body = document.createElement("tbody");
  body.dataset.player = row.player;
  const line = body.insertRow();
  row.cells.forEach((cell, at) => fill(line, cell, { column: data.columns[at], row, state, first: at === 0 }));
  const last = line.insertCell();
  last.className = "tail";
  if (row.why.length) last.append(whyButton(row, data, state, body));
  if (row.why.length && state.open.has(row.player)) body.append(reasons(row, data, state));
  body.classList.toggle("why-open", row.why.length > 0 && state.open.has(row.player));
  return [body];
}

function fill(line, cell, { column, row, state, first }) {
  const made = first ? document.createElement("th") : document.createElement("td");
  if (first) made.scope = "row";
  made.dataset.label = column.label;
  made.dataset.name = column.name;
  if (!cell.text) made.classList.add("empty");
  if (first) made.append(opener(cell.text, row.player, state));
  else made.append(text("span", cell.text, cell.tone));
  if (cell.chip) made.append(text("span", cell.chip, "chip"));
  if (cell.small) made.append(text("small", cell.small));
  line.append(made);
}

function opener(words, player, state) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "player";
  button.dataset.focus = `open-${player}`;
  button.textContent = words;
  button.onclick = () => state.tell("open", player);
  return button;
}

function whyButton(row, data, state, body) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "why";
  button.dataset.focus = `why-${row.player}`;
  button.textContent = data.words.why;
  button.setAttribute("aria-label", row.ask);
  button.setAttribute("aria-expanded", String(state.open.has(row.player)));
  button.onclick = () => {
    const opened = !state.open.delete(row.player);
    if (opened) state.open.add(row.player);
    body.classList.toggle("why-open", opened);
    button.setAttribute("aria-expanded", String(opened));
    body.querySelector("tr.reasons")?.remove();
    if (opened) body.append(reasons(row, data, state));
  };
  return button;
}

function reasons(row, data, state) {
  const line = document.createElement("tr");
  line.className = "reasons";
  const cell = line.insertCell();
  cell.colSpan = data.columns.length + 1;
  const list = document.createElement("ul");
  for (const { text: words, session } of row.why) {
    const item = text("li", words);
    if (session) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.textContent = data.words.session;
      button.onclick = () => state.tell("session", session);
      item.append(" ", button);
    }
    list.append(item);
  }
  cell.append(list);
  return line;
}

function text(kind, words, tone) {
  const made = document.createElement(kind);
  made.textContent = words;
  if (tone) made.className = tone;
  return made;
}

function hidden(words) {
  return text("span", words, "said");
}
