// One kick: strike rate, shock and lean around the impact; another kick dashed behind it.
import { cursorOf } from "./cursor.js";
import { element } from "./dom.js";
import { loadUplot, number, paletteOf, panelOptions, speak, unpack } from "./shared.js";

const HEIGHTS = { rate: 160, acc: 100, lean: 130 };
const DASH = [7, 4];
const mounted = new WeakMap();

/** Called at every rerun with new bytes, and when the theme changes. */
export async function render({ data, parentElement }) {
  const root = parentElement.querySelector(".ks");
  const uPlot = await loadUplot();
  mounted.get(root)?.remove();
  const swing = new Swing(root, uPlot, unpack(data));
  mounted.set(root, swing);
  return () => {
    swing.remove();
    mounted.delete(root);
  };
}

class Swing {
  constructor(root, uPlot, { header, slices }) {
    Object.assign(this, { root, header, slices, palette: paletteOf(root), told: false });
    this.cursor = cursorOf(header.session);
    speak(header.words);
    root.setAttribute("role", "figure");
    root.setAttribute("aria-label", header.alt);
    this.reading = element("div", "reading quiet");
    this.reading.textContent = header.words.hint;
    const plots = element("div", "plots");
    root.replaceChildren(this.legend(), plots, this.reading);
    this.panels = header.panels.map((panel, index) => this.panel(uPlot, plots, panel, index));
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(root);
    this.leave = this.cursor.subscribe((time) => this.follow(time), this);
    if (this.cursor.time !== null) this.follow(this.cursor.time);
  }

  legend() {
    const list = element("ul", "legend");
    const add = (swatch, label) => {
      const item = element("li");
      item.append(swatch, label);
      list.append(item);
    };
    for (const { kind, label } of this.header.phases) {
      const swatch = element("span", "swatch");
      swatch.style.background = this.palette[kind];
      add(swatch, label);
    }
    if (this.header.ghost !== null) {
      add(element("span", "stroke"), this.header.own);
      add(element("span", "stroke dashed"), this.header.ghost);
    }
    return list;
  }

  panel(uPlot, plots, { name, label, unit }, index) {
    const holder = element("div", "panel");
    const title = element("div", "panel-name");
    title.textContent = `${label}, ${unit}`;
    holder.append(title);
    plots.append(holder);
    const last = index === this.header.panels.length - 1;
    const colour = this.palette[name] ?? this.palette.text;
    const options = panelOptions(this.palette, {
      width: this.width, height: HEIGHTS[name], label, colour,
      sync: `swing-${this.header.session}`, timeAxis: last, relative: true,
    });
    options.series[1].width = 2;
    const columns = this.columns(index);
    if (columns.length > 2) {
      options.series.push({
        label: this.header.ghost, stroke: this.palette.text, width: 1.5, dash: DASH,
        points: { show: false }, spanGaps: false,
      });
    }
    options.cursor.drag = { x: false, y: false };
    options.hooks = {
      drawClear: [(u) => this.shade(u)],
      setCursor: [(u) => this.point(u)],
    };
    if (last) {
      Object.assign(options.axes[0], {
        label: this.header.words.axis, labelSize: 18, labelFont: options.axes[0].font,
      });
    }
    const made = new uPlot(options, columns, holder);
    made.over.addEventListener("click", () => this.move("chosen"));
    return made;
  }

  columns(index) {
    const { kick } = this.slices;
    const count = this.header.panels.length;
    // What is no number is no point: the other kick may be shorter than this one.
    const gaps = (line) => Array.from(line, (value) => (Number.isFinite(value) ? value : null));
    const lines = [kick[1 + index], kick[1 + count + index]].filter((line) => line !== undefined);
    return [kick[0], ...lines.map(gaps)];
  }

  /** The pointer stands on a panel: all that follows the cursor is told. */
  point(u) {
    const index = u.cursor.idx;
    if (index == null || u.cursor.left < 0) return;
    this.index = index;
    this.read();
    if (!this.told && u.cursor.event !== null) this.move("pointed");
  }

  move(how) {
    if (this.index == null) return;
    this.cursor.set(this.header.impact_s + this.slices.kick[0][this.index], this, how);
  }

  /** The cursor was moved elsewhere on the page. */
  follow(time) {
    const times = this.slices.kick[0];
    const own = time === null ? null : time - this.header.impact_s;
    if (own === null || own < times[0] || own > times[times.length - 1]) return;
    this.told = true;
    for (const panel of this.panels) {
      panel.setCursor({ left: panel.valToPos(own, "x"), top: 0 }, true, false);
    }
    this.told = false;
  }

  read() {
    const { words, panels, ghost, own } = this.header;
    const digits = (value, places) => {
      if (!Number.isFinite(value)) return "\u2013";
      return number(value, places);
    };
    const ms = Math.round(1000 * this.slices.kick[0][this.index]);
    const values = panels.map(({ label, unit, digits: places }, at) => {
      const mine = digits(this.slices.kick[1 + at][this.index], places);
      if (ghost === null) return `${label} ${mine} ${unit}`;
      const theirs = digits(this.slices.kick[1 + panels.length + at][this.index], places);
      return `${label} ${mine} ${unit} (${ghost} ${theirs})`;
    });
    this.reading.textContent = [`${ms} ${words.axis}`, ...values].join("   ");
  }

  get width() {
    return Math.max(240, this.root.clientWidth);
  }

  resize() {
    for (const panel of this.panels) {
      if (panel.width !== this.width) panel.setSize({ width: this.width, height: panel.height });
    }
  }

  shade(u) {
    const { ctx, bbox } = u;
    const at = (time) => u.valToPos(time, "x", true);
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.globalAlpha = 0.2;
    for (const { kind, start_s: start, stop_s: stop } of this.header.phases) {
      ctx.fillStyle = this.palette[kind];
      ctx.fillRect(at(start), bbox.top, at(stop) - at(start), bbox.height);
    }
    ctx.globalAlpha = 1;
    ctx.strokeStyle = this.palette[this.header.technique];
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(at(0), bbox.top);
    ctx.lineTo(at(0), bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }

  remove() {
    this.leave();
    this.observer.disconnect();
    this.panels.forEach((panel) => panel.destroy());
  }
}
