// The leg of a kick, drawn from its orientation: side and front, in slow motion, on the cursor.
import { cursorOf } from "./cursor.js";
import { element } from "./dom.js";
import { paletteOf } from "./shared.js";

const SPEEDS = [[0.1, "1/10"], [0.25, "1/4"], [0.5, "1/2"], [1, "1"]];
const VIEWS = [["side", 0], ["front", 1]];
const MARGIN_PX = 26;
const mounted = new WeakMap();

/** Called at every rerun with the frames of the leg, and when the theme changes. */
export async function render({ data, parentElement }) {
  const root = parentElement.querySelector(".ks");
  const before = mounted.get(root);
  const leg = new Leg(root, data, before?.kick === `${data.session}.${data.kick}` ? before : null);
  before?.remove();
  mounted.set(root, leg);
  return () => {
    leg.remove();
    mounted.delete(root);
  };
}

class Leg {
  constructor(root, payload, before) {
    Object.assign(this, { root, payload, words: payload.words, palette: paletteOf(root) });
    this.kick = `${payload.session}.${payload.kick}`;
    this.own = payload.own;
    this.last = this.own.start_s + (this.own.frames.length - 1) * this.own.step_s;
    this.box = extent(payload);
    this.cursor = cursorOf(payload.session);
    this.rate = before?.rate ?? SPEEDS[0][0];
    this.build();
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(root);
    this.leave = this.cursor.subscribe((time) => this.follow(time), this);
    this.time = before?.time ?? 0;
    this.show(this.time);
    if (before === null && this.cursor.time !== null) this.follow(this.cursor.time);
  }

  build() {
    const { words } = this;
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", words.alt);
    const views = element("div", "leg-views");
    this.canvases = VIEWS.map(([name, axis]) => {
      const figure = element("figure", "leg-view");
      const canvas = element("canvas");
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", `${words[name]}. ${words.alt}`);
      const caption = element("figcaption");
      caption.textContent = words[name];
      figure.append(caption, canvas);
      views.append(figure);
      return { canvas, axis };
    });
    this.button = element("button", "play");
    this.button.type = "button";
    this.button.onclick = () => (this.playing ? this.pause() : this.play());
    const speed = element("select");
    speed.setAttribute("aria-label", words.speed);
    for (const [rate, label] of SPEEDS) speed.add(new Option(label, String(rate), false, rate === this.rate));
    speed.onchange = () => (this.rate = Number(speed.value));
    const named = element("label", "speed");
    named.append(words.speed, speed);
    this.slider = element("input");
    Object.assign(this.slider, {
      type: "range", min: String(10 * Math.ceil(this.own.start_s * 100)),
      max: String(Math.floor(this.last * 1000)), step: "10",
    });
    this.slider.setAttribute("aria-label", words.moment);
    this.slider.oninput = () => {
      this.pause();
      this.tell(Number(this.slider.value) / 1000, "chosen");
    };
    this.reading = element("div", "reading");
    const bar = element("div", "leg-bar");
    bar.append(this.button, named);
    this.root.replaceChildren(views, this.slider, this.reading, bar, this.legend());
    this.pause();
  }

  legend() {
    const list = element("ul", "legend");
    const add = (classes, label) => {
      const item = element("li");
      item.append(element("span", classes), label);
      list.append(item);
    };
    add("stroke bold", this.words.measured);
    add("stroke bold dashed", this.words.guessed);
    if (this.payload.ghost) {
      add("stroke ghost", this.words.ghost);
    }
    return list;
  }

  play() {
    this.playing = true;
    this.button.textContent = this.words.pause;
    if (this.time >= this.last - 0.02) this.time = this.own.start_s;
    let before = performance.now();
    const step = (now) => {
      if (!this.playing) return;
      const next = this.time + ((now - before) / 1000) * this.rate;
      before = now;
      if (next >= this.last) {
        this.tell(this.last, "played");
        this.pause();
        return;
      }
      this.tell(next, "played");
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  pause() {
    this.playing = false;
    this.button.textContent = this.words.play;
  }

  tell(time, how) {
    this.show(time);
    this.cursor.set(this.payload.impact_s + time, this, how);
  }

  /** The cursor was moved elsewhere on the page. */
  follow(time) {
    const own = time === null ? null : time - this.payload.impact_s;
    if (own === null || own < this.own.start_s || own > this.last) return;
    this.pause();
    this.show(own);
  }

  show(time) {
    this.time = time;
    const ms = Math.round(time * 1000);
    this.slider.value = String(ms);
    const said = [this.words.from_impact.replace("{ms}", String(ms))];
    const phase = this.payload.phases.find(({ start_s: start, stop_s: stop }) => time >= start && time < stop);
    if (Math.abs(time) <= this.own.step_s / 2) said.push(this.words.impact);
    else if (phase) said.push(phase.name);
    this.reading.textContent = said.join(" \u00b7 ");
    this.slider.setAttribute("aria-valuetext", this.reading.textContent);
    this.draw();
  }

  draw() {
    for (const { canvas, axis } of this.canvases) this.draw_view(canvas, axis);
  }

  draw_view(canvas, axis) {
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    if (!width || !height) return;
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    ctx.clearRect(0, 0, width, height);
    const { low, high, bottom } = this.box;
    const scale = Math.min((width - 2 * MARGIN_PX) / (high - low), (height - 2 * MARGIN_PX) / -bottom);
    const middle = (low + high) / 2;
    const place = (frame, joint) => [
      width / 2 + (frame[3 * joint + axis] - (axis === 0 ? middle : 0)) * scale,
      MARGIN_PX - frame[3 * joint + 2] * scale,
    ];
    if (this.payload.ghost) this.draw_leg(ctx, this.payload.ghost, place, true);
    this.draw_path(ctx, place);
    this.draw_leg(ctx, this.own, place, false);
  }

  /** The way of the ankle so far, and a ring where it was when the ball was struck. */
  draw_path(ctx, place) {
    const { frames, start_s: start, step_s: step } = this.own;
    const until = Math.min(frames.length, Math.round((this.time - start) / step) + 1);
    ctx.save();
    ctx.strokeStyle = this.palette[this.payload.technique] ?? this.palette.text;
    ctx.globalAlpha = 0.55;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    for (let at = 0; at < until; at += 1) ctx.lineTo(...place(frames[at], 2));
    ctx.stroke();
    const impact = frameAt(this.own, 0);
    if (impact) {
      const [x, y] = place(impact, 3);
      ctx.globalAlpha = 1;
      ctx.lineWidth = 2;
      ctx.beginPath();
      ctx.arc(x, y, 9, 0, 2 * Math.PI);
      ctx.stroke();
    }
    ctx.restore();
  }

  draw_leg(ctx, leg, place, behind) {
    const frame = frameAt(leg, this.time);
    if (!frame) return;
    const points = [0, 1, 2, 3].map((joint) => place(frame, joint));
    ctx.save();
    ctx.lineCap = "round";
    ctx.strokeStyle = behind ? this.palette.unsure : this.palette.text;
    ctx.fillStyle = ctx.strokeStyle;
    ctx.globalAlpha = behind ? 0.8 : 1;
    const bone = (from, to, dash, thick) => {
      ctx.setLineDash(dash);
      ctx.lineWidth = thick;
      ctx.beginPath();
      ctx.moveTo(...points[from]);
      ctx.lineTo(...points[to]);
      ctx.stroke();
    };
    bone(0, 1, behind ? [2, 6] : [8, 7], behind ? 2 : 3);
    bone(1, 2, behind ? [2, 6] : [], behind ? 3 : 6);
    bone(2, 3, behind ? [2, 6] : [8, 7], behind ? 2 : 3);
    ctx.setLineDash([]);
    for (const [x, y] of points.slice(0, 3)) {
      ctx.beginPath();
      ctx.arc(x, y, behind ? 3 : 4.5, 0, 2 * Math.PI);
      if (behind) ctx.stroke();
      else ctx.fill();
    }
    if (behind) {
      ctx.font = `12px ${this.palette.font}`;
      // Within the picture: the view from the front is narrow.
      const most = ctx.canvas.width / ctx.getTransform().a - ctx.measureText(this.words.ghost).width - 4;
      ctx.fillText(this.words.ghost, Math.max(4, Math.min(points[2][0] + 8, most)), points[2][1] + 26);
    }
    ctx.restore();
  }

  remove() {
    this.playing = false;
    this.leave();
    this.observer.disconnect();
  }
}

/** The frame of a leg at a moment from the impact, or null outside of it. */
function frameAt({ frames, start_s: start, step_s: step }, time) {
  const place = (time - start) / step;
  if (place < -0.5 || place > frames.length - 0.5) return null;
  const low = Math.min(Math.max(Math.floor(place), 0), frames.length - 1);
  const high = Math.min(low + 1, frames.length - 1);
  const share = Math.min(Math.max(place - low, 0), 1);
  return frames[low].map((value, at) => value + share * (frames[high][at] - value));
}

/** What both legs reach over the whole kick, so that the picture stands still. */
function extent({ own, ghost }) {
  let [low, high, bottom] = [-300, 300, -300];
  for (const leg of [own, ghost]) {
    for (const frame of leg?.frames ?? []) {
      for (let joint = 0; joint < 4; joint += 1) {
        low = Math.min(low, frame[3 * joint]);
        high = Math.max(high, frame[3 * joint]);
        bottom = Math.min(bottom, frame[3 * joint + 2]);
      }
    }
  }
  return { low, high, bottom };
}
