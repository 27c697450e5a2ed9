// The pieces of the live page, each drawn from what is known; everything told is shown as text.
import { clock, glyph } from "./shared.js";

export const TONE_WORDS = { good: "In the band", hard: "Too hard", soft: "Too soft", unsure: "Could be either" };
const TONE_SHAPES = { good: "\u2713", hard: "\u25b2", soft: "\u25bc", unsure: "?" };
const LIGHTS = {
  green: ["\u25cf", "Good signal"],
  yellow: ["\u25b2", "Look after the signal"],
  red: ["\u25a0", "No signal"],
};
const WORST = ["red", "yellow", "green"];
const MARKERS = { cue: "Cue", cross: "Cross", target_hit: "Target hit", note: "Note", tap: "Taps" };
const MOST_ROWS = 100;

export function element(name, classes = "", text = "") {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  if (text) made.textContent = text;
  return made;
}

export function button(label, classes, act) {
  const made = element("button", classes, label);
  made.type = "button";
  made.onclick = act;
  return made;
}

/** Big letters: the verdict, what it is about, and why. */
export function verdict(kick, palette, { veiled, who }) {
  if (!kick) return [element("p", "big waiting", "Waiting for the first kick")];
  if (veiled) return [element("p", "big waiting", "How was it?"), element("p", "quiet", `Kick ${kick.number}`)];
  const big = element("p", `big ${kick.tone ?? ""}`);
  if (kick.tone) {
    const shape = element("span", "shape", TONE_SHAPES[kick.tone]);
    shape.setAttribute("aria-hidden", "true");
    big.append(shape);
  }
  big.append(kick.verdict);
  const about = element("p", "about");
  const technique = element("span", "technique");
  technique.append(glyph(kick.technique, palette, 18), `${kick.technique_words} (${kick.doubt})`);
  about.append(technique, element("span", "quiet", `Kick ${kick.number}, ${who || kick.side}`));
  return [big, ...(kick.weight ? [element("p", "weight", kick.weight)] : []), about];
}

/** Why the verdict is what it is, behind a click. */
export function reasons(kick, band) {
  const arrival = kick.speeds.at(-1);
  const lines = [`${arrival.label}: ${arrival.words}, nine times in ten ${arrival.range}.`];
  if (band) lines.push(`${band}.`);
  lines.push(...kick.why, `Said ${kick.delay_s} s after the ball was struck.`);
  return lines.map((line) => element("li", "", line));
}

/** Speeds with their intervals, all on one scale. */
export function speeds(kick, end) {
  const share = (value) => `${Math.min(100, (100 * value) / end).toFixed(1)}%`;
  return kick.speeds.map(({ label, words, range, value, low, high, good }) => {
    const row = element("div", "speed");
    row.setAttribute("role", "img");
    row.setAttribute("aria-label", `${label}: ${words}, ${range}`);
    const line = element("div", "line");
    line.append(element("span", "", label), element("b", "", words));
    const track = element("div", "track");
    if (good) track.append(bar("good-band", share(good[0]), share(good[1])));
    track.append(bar("held", share(low), share(high ?? end)));
    const tick = element("i", "tick");
    tick.style.left = share(value);
    track.append(tick);
    row.append(line, track, element("div", "range quiet", range));
    return row;
  });
}

function bar(classes, from, to) {
  const made = element("i", classes);
  made.style.left = from;
  made.style.width = `calc(${to} - ${from})`;
  return made;
}

/** Kicks by technique and by weight. */
export function counts({ techniques, tones, words, total }, palette) {
  const head = element("p", "total");
  head.append(element("b", "", String(total)), total === 1 ? " kick" : " kicks");
  const list = element("ul", "chips");
  for (const [technique, count] of Object.entries(techniques)) {
    const item = element("li");
    item.append(glyph(technique, palette, 14), `${words[technique] ?? technique} ${count}`);
    list.append(item);
  }
  const weights = element("ul", "chips weights");
  for (const [tone, label] of Object.entries(TONE_WORDS)) {
    if (!Object.values(tones).some(Boolean)) break;
    if (tone === "unsure" && !tones[tone]) continue;
    const item = element("li", tone);
    item.append(element("span", "shape", TONE_SHAPES[tone]), `${label} ${tones[tone]}`);
    weights.append(item);
  }
  return [head, list, weights];
}

/** A traffic light for all sensors, and each of them in a line. */
export function signal(sensors) {
  const light = WORST.find((each) => sensors.some((sensor) => sensor.light === each)) ?? "red";
  const [shape, words] = LIGHTS[light];
  const head = element("p", `light ${light}`);
  const sign = element("span", "shape", shape);
  sign.setAttribute("aria-hidden", "true");
  head.append(sign, words);
  return [head, ...sensors.map(sensor_line)];
}

function sensor_line(sensor) {
  const part = element("div", "sensor");
  const [shape, words] = LIGHTS[sensor.light];
  const name = element("div", "line");
  const title = element("span", "", [sensor.name, sensor.player_id, sensor.side && `${sensor.side} leg`].filter(Boolean).join(", "));
  const sign = element("b", `light ${sensor.light}`, `${shape} ${sensor.connected ? words : "Not connected"}`);
  name.append(title, sign);
  const facts = [
    sensor.measured_rate_hz !== null && `${sensor.measured_rate_hz.toFixed(0)} samples a second`,
    `${(100 * sensor.lost_ratio).toFixed(1)} % lost`,
    sensor.battery_ratio !== null && `battery ${(100 * sensor.battery_ratio).toFixed(0)} %`,
    sensor.reconnects > 0 && `${sensor.reconnects} times reconnected`,
  ];
  part.append(name, element("div", "quiet", facts.filter(Boolean).join(", ")));
  for (const remark of sensor.remarks) part.append(element("div", "remark", remark));
  return part;
}

/** The kicks so far, the newest first. */
export function kick_table(kicks, palette, { veiled, who }) {
  const table = element("table");
  table.setAttribute("aria-label", "Kicks so far, the newest first");
  const head = table.createTHead().insertRow();
  for (const label of ["#", "Time", ...(who ? ["Who"] : []), "Technique", "Ball", "Weight"]) {
    const cell = element("th", "", label);
    cell.scope = "col";
    head.append(cell);
  }
  const body = table.createTBody();
  for (const kick of kicks.slice(0, MOST_ROWS)) {
    const row = body.insertRow();
    const hidden = veiled(kick);
    const technique = element("span", "technique");
    technique.append(glyph(kick.technique, palette, 13), kick.technique_words);
    const ball = kick.speeds[1];
    const whose = who ? [who(kick.sensor)] : [];
    const cells = [String(kick.number), kick.at, ...whose, technique, hidden ? "\u2026" : ball.words, hidden ? "\u2026" : kick.ball ?? ""];
    for (const content of cells) row.insertCell().append(content);
  }
  return table;
}

/** The last markers, so that whoever set one sees that it arrived. */
export function marker_list(markers) {
  return markers.slice(-4).reverse().map(({ t_s: time, marker, text, origin }) => {
    const words = [`${MARKERS[marker] ?? marker} at ${clock(time, 0.1)}`, text, origin && `(${origin})`];
    return element("li", "", words.filter(Boolean).join(" "));
  });
}
