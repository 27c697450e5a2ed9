// What the charts and the table share: colours, shapes, loading uPlot, unpacking bytes.

/** Shapes first, colours second: a technique can be told without seeing colour. */
const SHAPES = {
  instep: "M6 0.8 L11.4 11 L0.6 11 Z",
  inside_foot: "M1.2 1.2 H10.8 V10.8 H1.2 Z",
  heel: "M6 0.7 A5.3 5.3 0 1 0 6 11.3 A5.3 5.3 0 1 0 6 0.7 Z",
  unsure: "M6 0.6 L11.4 6 L6 11.4 L0.6 6 Z",
  touch: "M6 3.4 A2.6 2.6 0 1 0 6 8.6 A2.6 2.6 0 1 0 6 3.4 Z",
  trap: "M1.5 8 H10.5 M3 4 V8 M9 4 V8",
  air_kick: "M2.5 2.5 L9.5 9.5 M9.5 2.5 L2.5 9.5",
};
const OUTLINED = new Set(["unsure", "trap", "air_kick"]);
const SVG = "http://www.w3.org/2000/svg";

/** Okabe and Ito's colours, those that stand out on the ground in use. */
const COLOURS = {
  light: {
    instep: "#0072b2", inside_foot: "#c2570c", heel: "#00795a", unsure: "#5f6b70",
    touch: "#5f6b70", trap: "#5f6b70", air_kick: "#a4407a",
    rate: "#2b4a5e", acc: "#7a4b2a", backswing: "#8a6fb0", strike: "#d98c00", follow: "#3f9ac9",
  },
  dark: {
    instep: "#56b4e9", inside_foot: "#e69f00", heel: "#2fd0a3", unsure: "#a7b2b6",
    touch: "#a7b2b6", trap: "#a7b2b6", air_kick: "#e59ac6",
    rate: "#b9d6e6", acc: "#e6c3a3", backswing: "#a58cc9", strike: "#e6a83a", follow: "#5fb6e0",
  },
};

function luminance(colour) {
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = "#ffffff";
  probe.fillStyle = colour.trim();
  const hex = probe.fillStyle;
  if (!hex.startsWith("#")) return 1;
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The colours of the theme in use, read from where the component is mounted. */
export function paletteOf(element) {
  const style = getComputedStyle(element);
  const read = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const ground = read("--st-background-color", "#ffffff");
  const dark = luminance(ground) < 0.4;
  return {
    ...COLOURS[dark ? "dark" : "light"],
    dark,
    ground,
    text: read("--st-text-color", "#222222"),
    border: read("--st-border-color", "#dddddd"),
    accent: read("--st-primary-color", "#0b6e4f"),
    font: read("--st-font", "sans-serif"),
  };
}

/** A small drawing of a technique or contact; decoration, so hidden from screen readers. */
export function glyph(kind, palette, size) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("width", size);
  svg.setAttribute("height", size);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[kind] ?? SHAPES.unsure);
  const colour = palette[kind] ?? palette.unsure;
  path.setAttribute("fill", OUTLINED.has(kind) ? "none" : colour);
  path.setAttribute("stroke", colour);
  path.setAttribute("stroke-width", OUTLINED.has(kind) ? "1.8" : "0.8");
  path.setAttribute("stroke-linejoin", "round");
  path.setAttribute("stroke-linecap", "round");
  svg.append(path);
  return svg;
}

/** The same drawing on a canvas, centred on x, y. */
export function drawGlyph(context, kind, palette, { x, y, size }) {
  context.save();
  context.translate(x - size / 2, y - size / 2);
  context.scale(size / 12, size / 12);
  const path = new Path2D(SHAPES[kind] ?? SHAPES.unsure);
  const colour = palette[kind] ?? palette.unsure;
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = 1.8;
  if (OUTLINED.has(kind)) context.stroke(path);
  else context.fill(path);
  context.restore();
}

let pending = null;

/** uPlot is an installed dependency, served beside these files; loaded once a page. */
export function loadUplot() {
  if (window.uPlot) return Promise.resolve(window.uPlot);
  pending ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("uplot.js", import.meta.url).href;
    script.onload = () => resolve(window.uPlot);
    script.onerror = () => reject(new Error("The chart could not be loaded."));
    document.head.append(script);
  });
  return pending;
}

/** Bytes from Python: header length (uint32), header (JSON), then float32 arrays. */
export function unpack(bytes) {
  const copy = bytes.slice();
  const length = new DataView(copy.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(copy.subarray(4, 4 + length)));
  let offset = 4 + length;
  const slices = {};
  for (const { name, points, start_s: start, step_s: step, series } of header.slices) {
    const times = Float64Array.from({ length: points }, (_, index) => start + index * step);
    const columns = series.map(() => {
      const column = new Float32Array(copy.buffer, offset, points);
      offset += 4 * points;
      return column;
    });
    slices[name] = [times, ...columns];
  }
  return { header, slices };
}

const speech = { language: "en", decimal_sign: "." };

/** How the reader's numbers are written; a page has one language. */
export function speak({ language, decimal_sign: sign }) {
  Object.assign(speech, { language, decimal_sign: sign });
  document.documentElement.lang = language;
}

/** A number with so many decimals and the reader's decimal sign. */
export function number(value, digits = 0) {
  return value.toFixed(digits).replace(".", speech.decimal_sign);
}

/** A sentence with its named places filled. */
export function filled(sentence, parts) {
  return sentence.replace(/\{(\w+)\}/g, (place, name) => parts[name] ?? place);
}

/** Seconds as people read them: 7.25 s, 1:07, 1:02:05. */
export function clock(seconds, step = 1) {
  const sign = seconds < 0 ? "\u2212" : "";
  const whole = Math.abs(seconds);
  const digits = step >= 1 ? 0 : Math.min(3, Math.ceil(-Math.log10(step)));
  const scale = 10 ** digits;
  const rounded = Math.round(whole * scale) / scale;
  if (rounded < 60) return `${sign}${number(rounded, digits)} s`;
  const hours = Math.floor(rounded / 3600);
  const minutes = Math.floor((rounded % 3600) / 60);
  const rest = number(rounded % 60, digits).padStart(digits ? digits + 3 : 2, "0");
  if (!hours) return `${sign}${minutes}:${rest}`;
  return `${sign}${hours}:${String(minutes).padStart(2, "0")}:${rest}`;
}

/** Options that every panel shares. */
export function panelOptions(palette, { width, height, label, colour, sync, timeAxis, relative }) {
  const font = `12px ${palette.font}`;
  const axis = {
    stroke: palette.text, font, ticks: { show: false },
    grid: { stroke: palette.border, width: 1 },
  };
  const compact = (u, values) => values.map((value) => value.toLocaleString(speech.language));
  const times = (u, values) => {
    const step = values.length > 1 ? values[1] - values[0] : 1;
    return values.map((value) => (relative ? `${Math.round(value * 1000)}` : clock(value, step)));
  };
  return {
    width, height,
    padding: [6, 14, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: sync }, drag: { x: true, y: false }, points: { size: 6 } },
    scales: { x: { time: false } },
    axes: [
      {
        ...axis, size: timeAxis ? 28 : 4, space: 70, grid: { ...axis.grid, show: false },
        values: timeAxis ? times : (u, values) => values.map(() => ""),
      },
      { ...axis, size: 46, space: 26, values: compact, gap: 4 },
    ],
    series: [{}, { label, stroke: colour, width: 1.25, points: { show: false } }],
  };
}
