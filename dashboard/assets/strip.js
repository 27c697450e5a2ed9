// One kick: strike rate and shock around the impact, its phases shaded and named.
import { loadUplot, paletteOf, panelOptions, speak, unpack } from "./shared.js";

const HEIGHTS = { rate: 170, acc: 110 };
const mounted = new WeakMap();

/** Called at every rerun with new bytes, and when the theme changes. */
export async function render({ data, parentElement }) {
  const root = parentElement.querySelector(".ks");
  const uPlot = await loadUplot();
  mounted.get(root)?.remove();
  const strip = build(root, uPlot, unpack(data));
  mounted.set(root, strip);
  return () => {
    strip.remove();
    mounted.delete(root);
  };
}

function build(root, uPlot, { header, slices }) {
  const palette = paletteOf(root);
  speak(header.words);
  root.setAttribute("role", "figure");
  root.setAttribute("aria-label", header.alt);
  const legend = document.createElement("ul");
  legend.className = "legend";
  for (const { kind, label } of header.phases) {
    const item = document.createElement("li");
    const swatch = document.createElement("span");
    Object.assign(swatch.style, {
      width: "14px", height: "10px", borderRadius: "2px", background: palette[kind], opacity: 0.55,
    });
    item.append(swatch, label);
    legend.append(item);
  }
  const holders = header.panels.map(() => document.createElement("div"));
  root.replaceChildren(legend, ...holders);
  const width = () => Math.max(240, root.clientWidth);
  const panels = header.panels.map(({ name, label, unit }, index) => {
    const title = document.createElement("div");
    title.className = "panel-name";
    title.textContent = `${label}, ${unit}`;
    holders[index].className = "panel";
    holders[index].append(title);
    const last = index === header.panels.length - 1;
    const options = panelOptions(palette, {
      width: width(), height: HEIGHTS[name], label, colour: palette[name],
      sync: `strip-${header.number}`, timeAxis: last, relative: true,
    });
    options.series[1].width = 2;
    options.hooks = { drawClear: [(u) => shade(u, header, palette)] };
    if (last) options.axes[0].label = header.words.axis;
    if (last) Object.assign(options.axes[0], { labelSize: 18, labelFont: options.axes[0].font });
    return new uPlot(options, [slices.kick[0], slices.kick[1 + index]], holders[index]);
  });
  const observer = new ResizeObserver(() => {
    for (const panel of panels) {
      if (panel.width !== width()) panel.setSize({ width: width(), height: panel.height });
    }
  });
  observer.observe(root);
  return {
    remove() {
      observer.disconnect();
      panels.forEach((panel) => panel.destroy());
    },
  };
}

function shade(u, header, palette) {
  const { ctx, bbox } = u;
  const at = (time) => u.valToPos(time, "x", true);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.globalAlpha = 0.2;
  for (const { kind, start_s: start, stop_s: stop } of header.phases) {
    ctx.fillStyle = palette[kind];
    ctx.fillRect(at(start), bbox.top, at(stop) - at(start), bbox.height);
  }
  ctx.globalAlpha = 1;
  ctx.strokeStyle = palette[header.technique];
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(at(0), bbox.top);
  ctx.lineTo(at(0), bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
