// The last ten seconds of one sensor: how fast the shin turns, and the shock at it.
import { clock, loadUplot, panelOptions } from "./shared.js";

const SPAN_S = 10;
const GAP_S = 0.3;
const KEPT_S = 12;
const MOST_POINTS = 6000;
const GRAVITY = 9.80665;
const PANELS = [
  { name: "rate", unit: "\u00b0/s", least: 200, height: 130 },
  { name: "acc", unit: "g", least: 3, height: 110 },
];

function numbers(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length / 4 }, (_, at) => view.getFloat32(4 * at, true));
}

function size(values, at) {
  const [x, y, z] = [values[at], values[at + 1], values[at + 2]];
  const length = Math.hypot(x, y, z);
  return Number.isNaN(length) ? null : length;
}

/** The samples of one sensor that are still worth drawing. */
export class Trace {
  constructor() {
    this.columns = [[], [], []];
  }

  get until() {
    return this.columns[0].at(-1) ?? null;
  }

  add({ t0_s: start, n, t, values }) {
    const since = numbers(t);
    const rows = numbers(values);
    const [times, rates, shocks] = this.columns;
    for (let row = 0; row < n; row += 1) {
      const time = start + since[row];
      const last = times.at(-1) ?? time;
      if (time < last) continue;
      if (time - last > GAP_S) {
        times.push(last + GAP_S / 2);
        rates.push(null);
        shocks.push(null);
      }
      const turning = size(rows, 6 * row + 3);
      const shock = size(rows, 6 * row);
      times.push(time);
      rates.push(turning === null ? null : (turning * 180) / Math.PI);
      shocks.push(shock === null ? null : shock / GRAVITY);
    }
    this.forget();
  }

  forget() {
    const [times] = this.columns;
    const from = times.findIndex((time) => time > this.until - KEPT_S);
    const drop = Math.max(from, times.length - MOST_POINTS);
    if (drop > 0) for (const column of this.columns) column.splice(0, drop);
  }
}

/** Two panels below each other; what is drawn is handed in. */
export class LiveChart {
  constructor(holder, labels) {
    Object.assign(this, { holder, labels, panels: [], marks: [], look: "" });
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(holder);
  }

  async build(palette) {
    this.uPlot ??= await loadUplot();
    const look = `${palette.dark}${palette.ground}${palette.text}`;
    if (this.look === look) return;
    this.look = look;
    this.palette = palette;
    this.panels.forEach((panel) => panel.destroy());
    this.holder.replaceChildren();
    this.panels = PANELS.map((each, index) => this.panel(each, index === PANELS.length - 1));
  }

  panel({ name, unit, least, height }, timeAxis) {
    const label = this.labels[name];
    const holder = document.createElement("div");
    holder.className = "panel";
    const title = document.createElement("div");
    title.className = "panel-name";
    title.textContent = `${label}, ${unit}`;
    holder.append(title);
    this.holder.append(holder);
    const options = panelOptions(this.palette, {
      width: this.width, height, label, colour: this.palette[name], sync: "live", timeAxis,
    });
    options.cursor = { show: false };
    options.scales = {
      x: { time: false, range: () => this.span },
      y: { range: (u, low, high) => [0, Math.max(least, (high ?? 0) * 1.08)] },
    };
    options.axes[0].values = timeAxis
      ? (u, values) => values.map((value) => (value < 0 ? "" : clock(value)))
      : (u, values) => values.map(() => "");
    options.hooks = { drawClear: [(u) => this.draw_marks(u)] };
    return new this.uPlot(options, [[], []], holder);
  }

  get span() {
    const until = this.until ?? SPAN_S;
    return [until - SPAN_S, until];
  }

  get width() {
    return Math.max(220, this.holder.clientWidth);
  }

  resize() {
    for (const panel of this.panels) {
      if (panel.width !== this.width) panel.setSize({ width: this.width, height: panel.height });
    }
  }

  /** Draw a trace with the kicks and markers that fall into it. */
  draw(trace, marks) {
    if (!this.panels.length || trace.until === null) return;
    this.until = trace.until;
    this.marks = marks;
    this.panels.forEach((panel, at) => panel.setData([trace.columns[0], trace.columns[1 + at]]));
  }

  draw_marks(u) {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.lineWidth = 2 * devicePixelRatio;
    for (const { t_s: time, colour, dashed } of this.marks) {
      const x = u.valToPos(time, "x", true);
      if (!(x >= bbox.left && x <= bbox.left + bbox.width)) continue;
      ctx.strokeStyle = colour;
      ctx.setLineDash(dashed ? [4 * devicePixelRatio, 4 * devicePixelRatio] : []);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }

  remove() {
    this.observer.disconnect();
    this.panels.forEach((panel) => panel.destroy());
    this.panels = [];
  }
}
