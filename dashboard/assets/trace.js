// The whole recording: two panels with one time axis, and lanes of kicks and notes above them.
import { cursorOf } from "./cursor.js";
import { element } from "./dom.js";
import { clock, drawGlyph, glyph, loadUplot, number, paletteOf, panelOptions, speak, unpack } from "./shared.js";

const SERIES_HEIGHT = { rate: 150, acc: 120 };
const SETTLE_MS = 180;
const PAD_LEFT = 46;
const AROUND_KICK_S = 2;
const mounted = new WeakMap();

/** Called at every rerun with new bytes, and when the theme changes. */
export async function render({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".ks");
  const uPlot = await loadUplot();
  const chart = mounted.get(root) ?? new Trace(root, uPlot);
  mounted.set(root, chart);
  chart.onKick = (number) => setTriggerValue("kick", number);
  chart.onWindow = (span) => setStateValue("window", span);
  chart.show(unpack(data), paletteOf(root));
  return () => {
    chart.remove();
    mounted.delete(root);
  };
}

class Trace {
  constructor(root, uPlot) {
    Object.assign(this, { root, uPlot, panels: [], marks: [], recording: null, shown: "" });
    this.bar = element("div", "bar");
    this.lane = element("div", "lane");
    this.lane.setAttribute("role", "group");
    this.noted = element("div", "lane noted");
    this.noted.setAttribute("role", "group");
    this.plots = element("div", "plots");
    this.reading = element("div", "reading quiet");
    root.replaceChildren(this.bar, this.lane, this.noted, this.plots, this.reading);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(root);
  }

  show({ header, slices }, palette) {
    const another = header.recording !== this.recording;
    const look = `${palette.dark}${palette.ground}${palette.text}${header.words.language}`;
    Object.assign(this, { header, slices, palette, recording: header.recording });
    speak(header.words);
    this.root.setAttribute("role", "figure");
    this.root.setAttribute("aria-label", header.alt);
    this.lane.setAttribute("aria-label", header.words.lane);
    this.noted.setAttribute("aria-label", header.words.noted ?? "");
    this.join(header.session);
    this.build_bar();
    this.build_marks();
    this.reading.textContent = header.hint;
    if (another || look !== this.shown || !this.panels.length) {
      const kept = another ? null : this.view;
      this.build_panels(kept);
      this.shown = look;
      this.brought = header.selected;
    } else {
      this.refresh();
    }
  }

  build_bar() {
    const legend = element("ul", "legend");
    for (const { kind, label } of this.header.legend) {
      const item = element("li");
      item.append(glyph(kind, this.palette, 12), label);
      legend.append(item);
    }
    const { words } = this.header;
    const tools = element("span", "tools");
    const tool = (label, name, act) => {
      const button = element("button");
      button.type = "button";
      button.textContent = label;
      button.setAttribute("aria-label", name);
      button.title = name;
      button.onclick = act;
      tools.append(button);
    };
    tool("\u2039", words.earlier, () => this.zoom(1, -0.6));
    tool("\u203a", words.later, () => this.zoom(1, 0.6));
    tool("\u2212", words.zoom_out, () => this.zoom(2, 0));
    tool("+", words.zoom_in, () => this.zoom(0.5, 0));
    if (this.header.selected) tool(words.kick, words.to_kick, () => this.look_at(this.around_chosen));
    tool(words.all, words.to_all, () => this.look_at(this.full));
    this.bar.replaceChildren(legend, tools);
  }

  build_marks() {
    this.marks = this.header.kicks.map((kick) => {
      const button = element("button", "mark");
      button.type = "button";
      button.dataset.kick = kick.number;
      button.setAttribute("aria-label", kick.label);
      button.setAttribute("aria-pressed", String(kick.number === this.header.selected));
      button.title = kick.label;
      button.append(glyph(kick.technique, this.palette, 15));
      button.onclick = () => this.choose(kick.number);
      return { button, ...kick };
    });
    this.lane.replaceChildren(...this.marks.map((mark) => mark.button));
    this.build_notes();
    this.place_marks();
  }

  /** A lane of its own, so that notes do not lie upon the kicks that they are about. */
  build_notes() {
    const notes = (this.header.notes ?? []).map(({ t_s: time, label }) => {
      const button = element("button", "mark");
      button.type = "button";
      button.setAttribute("aria-label", label);
      button.title = label;
      button.textContent = "\u270e";
      button.onclick = () => this.point(time, "chosen");
      return { button, t_s: time };
    });
    this.noted.hidden = notes.length === 0;
    this.noted.replaceChildren(...notes.map((note) => note.button));
    this.notes = notes;
  }

  /** Follow the cursor that the components of this session share. */
  join(session) {
    if (this.cursor || !session) return;
    this.cursor = cursorOf(session);
    this.leave = this.cursor.subscribe((time, { how, bring }) => {
      this.follow_cursor(time, how);
      if (bring) this.root.scrollIntoView({ block: "center" });
    }, this);
  }

  point(time, how) {
    this.cursor?.set(time, this, how);
    if (how === "chosen") this.follow_cursor(time, how);
  }

  follow_cursor(time, how) {
    if (time === null || !this.panels.length || !this.view) return;
    const [start, stop] = this.view;
    const outside = time < start || time > stop;
    if (outside && how !== "chosen") return;
    if (outside) this.look_at([time - (stop - start) / 2, time + (stop - start) / 2]);
    this.told = true;
    for (const panel of this.panels) {
      panel.setCursor({ left: panel.valToPos(time, "x"), top: 0 }, true, false);
    }
    this.told = false;
  }

  choose(number) {
    this.header.selected = number;
    for (const { button, number: own } of this.marks) {
      button.setAttribute("aria-pressed", String(own === number));
    }
    this.panels.forEach((panel) => panel.redraw(false));
    this.onKick(number);
  }

  get chosen() {
    return this.header.kicks.find((kick) => kick.number === this.header.selected);
  }

  get around_chosen() {
    const { t_s: time } = this.chosen;
    return [time - AROUND_KICK_S, time + AROUND_KICK_S];
  }

  get full() {
    const times = this.slices.whole[0];
    return [times[0], times[times.length - 1]];
  }

  build_panels(view) {
    this.panels.forEach((panel) => panel.destroy());
    this.plots.replaceChildren();
    this.panels = this.header.panels.map(({ name, label, unit }, index) => {
      const holder = element("div", "panel");
      const title = element("div", "panel-name");
      title.textContent = `${label}, ${unit}`;
      holder.append(title);
      this.plots.append(holder);
      const options = panelOptions(this.palette, {
        width: this.width, height: SERIES_HEIGHT[name], label, colour: this.palette[name],
        sync: `trace-${this.header.recording}`, timeAxis: index === this.header.panels.length - 1,
      });
      options.hooks = {
        drawClear: [(u) => this.draw_under(u)],
        draw: [(u) => index === 0 && this.draw_contacts(u)],
        setScale: [(u, key) => key === "x" && this.follow(u)],
        setCursor: [(u) => this.read(u)],
      };
      const made = new this.uPlot(options, this.columns(index, "whole"), holder);
      made.over.addEventListener("click", () => this.told_time != null && this.point(this.told_time, "chosen"));
      return made;
    });
    this.slice = "whole";
    this.look_at(view ?? this.full);
  }

  columns(index, name) {
    const slice = this.slices[name];
    return [slice[0], slice[1 + index]];
  }

  get width() {
    return Math.max(240, this.root.clientWidth);
  }

  resize() {
    for (const panel of this.panels) {
      if (panel.width !== this.width) panel.setSize({ width: this.width, height: panel.height });
    }
    this.place_marks();
  }

  /** New bytes for the same recording: a selection, or the detail that was asked for. */
  refresh() {
    this.slice = null;
    this.choose_slice(this.view);
    this.panels.forEach((panel) => panel.redraw(false));
    this.bring_into_view();
  }

  /** A kick chosen in the table may lie outside of what is shown. */
  bring_into_view() {
    const number = this.header.selected;
    if (!this.chosen || number === this.brought) return;
    this.brought = number;
    const [start, stop] = this.view;
    const { t_s: time } = this.chosen;
    this.point(time, "pointed");
    if (time < start || time > stop) this.look_at([time - (stop - start) / 2, time + (stop - start) / 2]);
  }

  zoom(factor, shift) {
    const [start, stop] = this.view;
    const middle = (start + stop) / 2 + shift * (stop - start);
    const half = ((stop - start) * factor) / 2;
    this.look_at([middle - half, middle + half]);
  }

  look_at([start, stop]) {
    const [first, last] = this.full;
    const span = Math.min(Math.max(stop - start, 20 / this.header.rate_hz), last - first);
    const from = Math.min(Math.max(start, first), last - span);
    this.panels[0].setScale("x", { min: from, max: from + span });
  }

  /** One panel was zoomed: the other follows, the marks move, detail is asked for. */
  follow(source) {
    const { min, max } = source.scales.x;
    if (min == null || this.following) return;
    this.following = true;
    for (const panel of this.panels) {
      const { x } = panel.scales;
      if (panel !== source && (x.min !== min || x.max !== max)) panel.setScale("x", { min, max });
    }
    this.following = false;
    this.view = [min, max];
    this.place_marks();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), SETTLE_MS);
  }

  settle() {
    if (!this.choose_slice(this.view) && this.wanted !== String(this.view)) {
      this.wanted = String(this.view);
      this.onWindow(this.view);
    }
  }

  /** Show the detail where it covers the view; true when nothing finer need be asked for. */
  choose_slice([start, stop]) {
    const detail = this.slices.detail?.[0];
    const covers = detail && detail[0] <= start + 1e-6 && detail[detail.length - 1] >= stop - 1e-6;
    const name = covers ? "detail" : "whole";
    this.root.dataset.slice = name;
    if (this.slice !== name) {
      this.slice = name;
      const view = [start, stop];
      this.following = true;
      this.panels.forEach((panel, index) => {
        panel.setData(this.columns(index, name), false);
        panel.setScale("x", { min: view[0], max: view[1] });
      });
      this.following = false;
      this.view = view;
    }
    const whole = this.slices.whole[0];
    const all = stop - start > 0.98 * (whole[whole.length - 1] - whole[0]);
    return !this.header.coarse || all || (covers && stop - start > 0.25 * (detail[detail.length - 1] - detail[0]));
  }

  place_marks() {
    const panel = this.panels[0];
    if (!panel || panel.scales.x.min == null) return;
    const right = panel.over.clientWidth;
    for (const { button, t_s: time } of [...this.marks, ...(this.notes ?? [])]) {
      const left = panel.valToPos(time, "x");
      button.hidden = left < -1 || left > right + 1;
      button.style.left = `${left + PAD_LEFT}px`;
    }
  }

  /** Under the signal: where samples were lost, and the chosen kick. */
  draw_under(u) {
    const { ctx, bbox } = u;
    const at = (time) => u.valToPos(time, "x", true);
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.fillStyle = this.palette.unsure;
    ctx.globalAlpha = 0.22;
    for (const [start, stop] of this.header.lost) {
      ctx.fillRect(at(start), bbox.top, Math.max(1, at(stop) - at(start)), bbox.height);
    }
    for (const { number, t_s: time, span, technique } of this.header.kicks) {
      const chosen = number === this.header.selected;
      const colour = this.palette[technique];
      if (chosen) {
        ctx.globalAlpha = 0.18;
        ctx.fillStyle = colour;
        ctx.fillRect(at(span[0]), bbox.top, Math.max(3, at(span[1]) - at(span[0])), bbox.height);
      }
      ctx.globalAlpha = chosen ? 0.95 : 0.4;
      ctx.strokeStyle = colour;
      ctx.lineWidth = (chosen ? 2 : 1) * devicePixelRatio;
      ctx.beginPath();
      ctx.moveTo(at(time), bbox.top);
      ctx.lineTo(at(time), bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }

  draw_contacts(u) {
    const { ctx, bbox } = u;
    const size = 9 * devicePixelRatio;
    for (const { t_s: time, kind } of this.header.contacts) {
      const x = u.valToPos(time, "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      drawGlyph(ctx, kind, this.palette, { x, y: bbox.top + bbox.height - size, size });
    }
  }

  read(u) {
    const index = u.cursor.idx;
    if (index == null || u.cursor.left < 0) {
      this.reading.textContent = this.header.hint;
      return;
    }
    this.told_time = u.data[0][index];
    if (!this.told) this.point(this.told_time, "pointed");
    const values = this.header.panels.map(({ label, unit, digits }, at) => {
      const value = this.slices[this.slice ?? "whole"][1 + at][index];
      return `${label} ${number(value, digits)} ${unit}`;
    });
    this.reading.textContent = [clock(u.data[0][index], 0.01), ...values].join("   ");
  }

  remove() {
    clearTimeout(this.timer);
    this.leave?.();
    this.observer.disconnect();
    this.panels.forEach((panel) => panel.destroy());
  }
}
