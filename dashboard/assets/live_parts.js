// The pieces of the live page, each drawn from what is known; everything told is shown as text.
import { clock, filled, glyph, number } from "./shared.js";

const TONE_SHAPES = { good: "\u2713", hard: "\u25b2", soft: "\u25bc", unsure: "?" };
const LIGHT_SHAPES = { green: "\u25cf", yellow: "\u25b2", red: "\u25a0" };
const WORST = ["red", "yellow", "green"];
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
export function verdict(kick, palette, { veiled, who, words }) {
  if (!kick) return [element("p", "big waiting", words.waiting)];
  if (veiled) return [element("p", "big waiting", words.how), element("p", "quiet", filled(words.kick, kick))];
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
  about.append(technique, element("span", "quiet", filled(words.kick_of, { number: kick.number, who: who || kick.side })));
  return [big, ...(kick.weight ? [element("p", "weight", kick.weight)] : []), about];
}

/** Why the verdict is what it is, behind a click. */
export function reasons(kick, band, words) {
  const arrival = kick.speeds.at(-1);
  const lines = [filled(words.arrival, { label: arrival.label, speed: arrival.words, range: arrival.range })];
  if (band) lines.push(`${band}.`);
  lines.push(...kick.why, filled(words.delay, { seconds: number(kick.delay_s, 2) }));
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
export function counts({ techniques, tones, named, total, words }, palette) {
  const head = element("p", "total");
  head.append(element("b", "", String(total)), ` ${total === 1 ? words.one_kick : words.many_kicks}`);
  const list = element("ul", "chips");
  for (const [technique, count] of Object.entries(techniques)) {
    const item = element("li");
    item.append(glyph(technique, palette, 14), `${named[technique] ?? technique} ${count}`);
    list.append(item);
  }
  const weights = element("ul", "chips weights");
  for (const [tone, label] of Object.entries(words.tones)) {
    if (!Object.values(tones).some(Boolean)) break;
    if (tone === "unsure" && !tones[tone]) continue;
    const item = element("li", tone);
    item.append(element("span", "shape", TONE_SHAPES[tone]), `${label} ${tones[tone]}`);
    weights.append(item);
  }
  return [head, list, weights];
}

/** A traffic light for all sensors, and each of them in a line. */
export function signal(sensors, words) {
  const light = WORST.find((each) => sensors.some((sensor) => sensor.light === each)) ?? "red";
  const head = element("p", `light ${light}`);
  const sign = element("span", "shape", LIGHT_SHAPES[light]);
  sign.setAttribute("aria-hidden", "true");
  head.append(sign, words.lights[light]);
  return [head, ...sensors.map((sensor) => sensor_line(sensor, words))];
}

function sensor_line(sensor, words) {
  const part = element("div", "sensor");
  const name = element("div", "line");
  const title = element("span", "", [sensor.name, sensor.player_id, words.sides[sensor.side]].filter(Boolean).join(", "));
  const sign = element("b", `light ${sensor.light}`, `${LIGHT_SHAPES[sensor.light]} ${words.lights[sensor.connected ? sensor.light : "off"]}`);
  name.append(title, sign);
  const facts = [
    sensor.measured_rate_hz !== null && filled(words.rate, { rate: number(sensor.measured_rate_hz) }),
    filled(words.lost_share, { share: number(100 * sensor.lost_ratio, 1) }),
    sensor.battery_ratio !== null && filled(words.battery, { share: number(100 * sensor.battery_ratio) }),
    sensor.reconnects > 0 && filled(words.reconnects, { count: sensor.reconnects }),
  ];
  part.append(name, element("div", "quiet", facts.filter(Boolean).join(", ")));
  for (const remark of sensor.remarks) part.append(element("div", "remark", remark));
  return part;
}

/** The kicks so far, the newest first. */
export function kick_table(kicks, palette, { veiled, who, words }) {
  const table = element("table");
  table.setAttribute("aria-label", words.kicks_newest);
  const head = table.createTHead().insertRow();
  for (const label of ["number", "time", ...(who ? ["who"] : []), "technique", "ball", "weight"]) {
    const cell = element("th", "", words.columns[label]);
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
export function marker_list(markers, words) {
  return markers.slice(-4).reverse().map(({ t_s: time, marker, text, origin }) => {
    const what = words.markers[marker] ?? marker;
    const said = [filled(words.marked, { what, moment: clock(time, 0.1) }), text, origin && `(${words.origins[origin] ?? origin})`];
    return element("li", "", said.filter(Boolean).join(" "));
  });
}
