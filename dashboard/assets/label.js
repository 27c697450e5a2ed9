// Naming moments one after the other with the keyboard: the strip of a moment, answers, progress.
import { glyph, loadUplot, paletteOf, panelOptions, speak, unpack } from "./shared.js";

const HEIGHTS = { rate: 150, acc: 96 };
const NUDGE_S = 0.01;
const MOST_NUDGE_S = 0.09;
const SLOWER = 4;
const PLAYED_S = 0.8;
const desks = new WeakMap();

/** Called at every rerun with new bytes, and when the theme changes. */
export async function render({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".ks");
  const uPlot = await loadUplot();
  const desk = desks.get(root) ?? new Desk(root, uPlot);
  desks.set(root, desk);
  desk.tell = (told) => setStateValue("desk", told);
  desk.show(unpack(data), paletteOf(root));
  return () => {
    desk.remove();
    desks.delete(root);
  };
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function filled(template, parts) {
  return template.replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);
}

class Desk {
  constructor(root, uPlot) {
    const nonce = crypto.getRandomValues(new Uint32Array(2)).join("-");
    Object.assign(this, { root, uPlot, nonce, sequence: 0, waiting: [], panels: [], at: null, shift_s: 0 });
    this.desk = element("div", "desk");
    this.desk.tabIndex = 0;
    this.desk.setAttribute("role", "group");
    this.head = element("div", "desk-head");
    this.meter = element("div", "meter");
    this.plots = element("div", "plots");
    this.answers = element("div", "answers");
    this.tools = element("div", "tools");
    this.said = element("div", "reading");
    this.said.setAttribute("role", "status");
    this.keys = element("div", "keys quiet");
    this.desk.append(this.head, this.meter, this.plots, this.answers, this.tools, this.said, this.keys);
    root.replaceChildren(this.desk);
    this.desk.addEventListener("keydown", (event) => this.pressed(event));
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(root);
  }

  show({ header, slices }, palette) {
    speak(header.words);
    const another = header.desk !== this.header?.desk;
    Object.assign(this, { header, slices, palette });
    const { nonce, sequence } = header.heard ?? {};
    if (nonce === this.nonce) this.waiting = this.waiting.filter((each) => each.sequence > sequence);
    if (another || this.at === null || header.moved) {
      this.at = header.at;
      this.shift_s = 0;
    }
    if (header.said) this.said.textContent = header.said;
    this.desk.setAttribute("aria-label", header.words.desk);
    this.draw();
    if (another && document.activeElement === document.body) this.desk.focus({ preventScroll: true });
  }

  answer_at(place) {
    const mine = this.waiting.filter((each) => each.place === place);
    return mine.length ? mine[mine.length - 1].answer : this.header.candidates[place].answer;
  }

  get named() {
    return this.header.candidates.filter((_, place) => this.answer_at(place)).length;
  }

  draw() {
    const { header } = this;
    const total = header.candidates.length;
    const candidate = header.candidates[this.at];
    const answer = this.answer_at(this.at);
    const count = header.order.indexOf(this.at) + 1;
    const title = element("div", "desk-title", filled(header.words.position, { count, total, time: candidate.clock }));
    const state = element("span", answer ? "state named" : "state open");
    if (answer) state.append(glyph(this.kind(answer), this.palette, 14), this.label(answer));
    else state.textContent = header.words.open;
    this.head.replaceChildren(title, state, element("span", "quiet origin", header.words.origins[candidate.origin]));
    this.draw_meter(total);
    this.draw_plots();
    this.draw_answers(candidate, answer);
    this.draw_tools();
    this.keys.textContent = header.words.keys;
  }

  draw_meter(total) {
    const { named, header } = this;
    this.meter.setAttribute("role", "progressbar");
    this.meter.setAttribute("aria-valuemin", "0");
    this.meter.setAttribute("aria-valuemax", String(total));
    this.meter.setAttribute("aria-valuenow", String(named));
    this.meter.setAttribute("aria-label", header.words.progress);
    const bar = element("i");
    bar.style.width = `${(100 * named) / Math.max(1, total)}%`;
    const track = element("span", "meter-track");
    track.append(bar);
    this.meter.replaceChildren(track, element("span", "quiet", filled(header.words.named, { named, total })));
  }

  kind(answer) {
    return this.header.answers.find((each) => each.answer === answer)?.glyph ?? "unsure";
  }

  label(answer) {
    return this.header.labels[answer] ?? answer;
  }

  draw_answers(candidate, answer) {
    const suggested = this.header.shown[this.at];
    const made = this.header.answers.map((each) => {
      const button = element("button", "answer");
      button.type = "button";
      button.dataset.answer = each.answer;
      button.setAttribute("aria-keyshortcuts", `${each.key} ${each.digit}`);
      button.setAttribute("aria-pressed", String(each.answer === answer));
      const words = element("span", "answer-words", each.label);
      const share = suggested?.shares?.[each.answer];
      if (each.glyph) words.prepend(glyph(each.glyph, this.palette, 14));
      button.append(words, element("kbd", "", each.key.toUpperCase()));
      if (share) {
        const line = element("span", "share", share.words);
        const bar = element("i");
        bar.style.width = `${100 * share.ratio}%`;
        line.prepend(bar);
        button.append(line);
        button.setAttribute("aria-description", filled(this.header.words.share, { share: share.words }));
      }
      button.onclick = () => this.name(each.answer);
      return button;
    });
    this.answers.replaceChildren(...made);
    this.answers.setAttribute("role", "group");
    this.answers.setAttribute("aria-label", suggested?.words ?? this.header.words.answers);
    this.answers.dataset.suggestion = suggested?.suggestion ?? "";
  }

  draw_tools() {
    const { words, undo, redo } = this.header;
    const tool = (label, key, act, off = false) => {
      const button = element("button", "", label);
      button.type = "button";
      button.disabled = off;
      button.setAttribute("aria-keyshortcuts", key);
      button.append(element("kbd", "", key === "Space" ? "␣" : key.replace("ArrowLeft", "←").replace("ArrowRight", "→").toUpperCase()));
      button.onclick = act;
      return button;
    };
    this.tools.replaceChildren(
      tool(words.previous, "ArrowLeft", () => this.step(-1)),
      tool(words.next, "ArrowRight", () => this.step(1)),
      tool(words.play, "Space", () => this.play()),
      tool(words.clear, "x", () => this.name(""), !this.answer_at(this.at)),
      tool(undo ?? words.undo, "u", () => this.ask("undo"), !undo && !this.waiting.length),
      tool(redo ?? words.redo, "r", () => this.ask("redo"), !redo),
    );
  }

  draw_plots() {
    const slice = this.slices[String(this.at)];
    const look = `${this.palette.dark}${this.palette.ground}`;
    this.plots.setAttribute("role", "img");
    this.plots.setAttribute("aria-label", this.header.shown[this.at]?.alt ?? this.header.words.loading);
    this.plots.classList.toggle("loading", !slice);
    if (!slice) return;
    if (this.panels.length && this.look === look) {
      this.panels.forEach((panel, index) => panel.setData([slice[0], slice[1 + index]]));
      return;
    }
    this.look = look;
    this.panels.forEach((panel) => panel.destroy());
    this.plots.replaceChildren();
    this.panels = this.header.panels.map(({ name, label, unit }, index) => {
      const holder = element("div", "panel");
      holder.append(element("div", "panel-name", `${label}, ${unit}`));
      this.plots.append(holder);
      const last = index === this.header.panels.length - 1;
      const options = panelOptions(this.palette, {
        width: this.width, height: HEIGHTS[name], label, colour: this.palette[name],
        sync: "label-desk", timeAxis: last, relative: true,
      });
      options.hooks = { drawClear: [(u) => this.draw_marks(u)] };
      return new this.uPlot(options, [slice[0], slice[1 + index]], holder);
    });
  }

  /** The moment itself, and the other moments near it. */
  draw_marks(u) {
    const { ctx, bbox } = u;
    const line = (t_s, colour, width, dash) => {
      const x = u.valToPos(t_s, "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width) return;
      ctx.strokeStyle = colour;
      ctx.lineWidth = width * devicePixelRatio;
      ctx.setLineDash(dash);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    };
    ctx.save();
    const own = this.header.candidates[this.at].t_s;
    this.header.candidates.forEach(({ t_s: time }, place) => {
      if (place !== this.at) line(time - own, this.palette.border, 2, [4, 4]);
    });
    line(this.shift_s, this.palette.accent, 2, []);
    ctx.restore();
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const onButton = event.composedPath()[0] !== this.desk;
    const answer = this.header.answers.find((each) => each.key === key || each.digit === key);
    const acts = {
      ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1),
      x: () => this.name(""), u: () => this.ask("undo"), r: () => this.ask("redo"),
      ",": () => this.nudge(-NUDGE_S), ".": () => this.nudge(NUDGE_S),
      ...(onButton ? {} : { " ": () => this.play() }),
    };
    const act = answer ? () => this.name(answer.answer) : acts[key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  name(answer) {
    const place = this.at;
    const { t_s: own } = this.header.candidates[place];
    const moved = this.shift_s !== 0;
    this.waiting.push({
      sequence: ++this.sequence, act: "press", place, answer, revision: this.header.revision,
      t_s: own + this.shift_s, was_s: moved ? own : null,
    });
    const next = answer ? this.next_open(place) : place;
    this.move(next);
    const parts = { answer: answer ? this.label(answer) : this.header.words.open, time: this.header.candidates[next].clock };
    this.said.textContent = filled(next === place ? this.header.words.said : this.header.words.said_next, parts);
  }

  ask(act) {
    this.waiting.push({ sequence: ++this.sequence, act, place: null, revision: this.header.revision });
    this.report();
  }

  nudge(by_s) {
    this.shift_s = Math.max(-MOST_NUDGE_S, Math.min(MOST_NUDGE_S, this.shift_s + by_s));
    this.panels.forEach((panel) => panel.redraw(false));
    this.said.textContent = filled(this.header.words.nudged, { ms: Math.round(1000 * this.shift_s) });
  }

  /** The next moment without an answer, in the order that was asked for; the same where none is left. */
  next_open(place) {
    const { order } = this.header;
    const from = order.indexOf(place);
    for (let step = 1; step < order.length; step += 1) {
      const other = order[(from + step) % order.length];
      if (!this.answer_at(other)) return other;
    }
    return place;
  }

  step(by) {
    const { order } = this.header;
    const place = Math.max(0, Math.min(order.length - 1, order.indexOf(this.at) + by));
    this.move(order[place]);
    this.said.textContent = "";
  }

  move(place) {
    this.at = place;
    this.shift_s = 0;
    this.draw();
    this.report();
  }

  report() {
    this.tell({ nonce: this.nonce, at: this.at, presses: this.waiting });
  }

  play() {
    cancelAnimationFrame(this.frame);
    const began = performance.now();
    const frame = (now) => {
      const t_s = -PLAYED_S + (now - began) / 1000 / SLOWER;
      for (const panel of this.panels) panel.setCursor({ left: panel.valToPos(t_s, "x"), top: 8 });
      if (t_s < PLAYED_S) this.frame = requestAnimationFrame(frame);
    };
    this.frame = requestAnimationFrame(frame);
  }

  get width() {
    return Math.max(240, this.root.clientWidth - 4);
  }

  resize() {
    for (const panel of this.panels) {
      if (panel.width !== this.width) panel.setSize({ width: this.width, height: panel.height });
    }
  }

  remove() {
    cancelAnimationFrame(this.frame);
    this.observer.disconnect();
    this.panels.forEach((panel) => panel.destroy());
  }
}
