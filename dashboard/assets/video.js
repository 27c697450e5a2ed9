// A video and the trace of its recording under one cursor, in both directions.
import { cursorOf } from "./cursor.js";
import { button, element, has_focus } from "./dom.js";
import { clock, glyph, loadUplot, paletteOf, panelOptions, speak, unpack } from "./shared.js";
import { VideoMarks } from "./video_marks.js";

const HEIGHT = 120;
const PAD_LEFT = 46;
const NEAR_S = 4;
const SPEEDS = [0.125, 0.25, 0.5, 1];
const CLICK_PX = 4;
const mounted = new WeakMap();

/** Called at every rerun with new bytes, and when the theme changes. */
export async function render({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ks");
  const uPlot = await loadUplot();
  const desk = mounted.get(root) ?? new Desk(root, uPlot);
  mounted.set(root, desk);
  desk.onMark = (mark) => setTriggerValue("mark", mark);
  desk.onUnmark = (name) => setTriggerValue("unmark", name);
  desk.show(unpack(data), paletteOf(root));
  return () => {
    desk.remove();
    mounted.delete(root);
  };
}

class Desk {
  constructor(root, uPlot) {
    Object.assign(this, { root, uPlot, plot: null, picture_s: 0, drawn_s: NaN, near: false, loop: null });
    // A video that was just opened does not move what others look at.
    Object.assign(this, { echo: true, pending: null });
    this.film = element("div", "film");
    this.video = element("video");
    // No controls of the browser's own: they would lie over the feet, where there is most to see.
    Object.assign(this.video, { playsInline: true, preload: "auto", muted: true });
    this.scrub = element("input", "scrub");
    Object.assign(this.scrub, { type: "range", min: 0, max: 1, step: "any", value: 0 });
    this.film.append(this.video);
    this.bar = element("div", "tools-row");
    this.lane = element("div", "lane");
    this.strip = element("div", "strip-of-trace panel");
    this.strip.tabIndex = 0;
    this.now = element("div", "now");
    this.marks = new VideoMarks({
      mark: (name) => {
        this.video.pause();
        this.onMark({ name, picture_s: this.picture_s });
      },
      unmark: (name) => this.onUnmark(name),
    });
    this.said = element("div", "said quiet");
    this.said.setAttribute("role", "status");
    root.replaceChildren(
      this.film, this.scrub, this.bar, this.lane, this.strip, this.said,
      this.marks.asking, this.marks.list,
    );
    this.listen();
  }

  listen() {
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.root);
    const { video } = this;
    video.addEventListener("error", () => this.say(this.header.words.broken));
    for (const kind of ["play", "pause", "ended"]) video.addEventListener(kind, () => this.playing());
    video.addEventListener("seeked", () => this.arrived());
    video.addEventListener("loadedmetadata", () => {
      this.scrub.max = Number.isFinite(video.duration) ? video.duration : 1;
      this.moved();
    });
    video.addEventListener("click", () => this.toggle());
    this.scrub.addEventListener("input", () => {
      video.pause();
      this.loop = null;
      this.seek(Number(this.scrub.value));
    });
    if ("requestVideoFrameCallback" in video) {
      const next = (_, { mediaTime }) => {
        this.drawn_s = mediaTime;
        this.pictured(mediaTime, video.paused ? "chosen" : "played");
        this.frames = video.requestVideoFrameCallback(next);
      };
      this.frames = video.requestVideoFrameCallback(next);
    } else {
      video.addEventListener("timeupdate", () => this.pictured(video.currentTime, "played"));
    }
    this.strip.addEventListener("keydown", (event) => this.pressed(event));
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "," || event.key === ".") this.step(event.key === "." ? 1 : -1);
    });
  }

  show({ header, slices }, palette) {
    speak(header.words);
    const look = `${palette.dark}${palette.ground}`;
    const another = this.header?.video !== header.video;
    Object.assign(this, { header, slices, palette });
    if (another) {
      this.echo = true;
      this.drawn_s = NaN;
      this.video.src = new URL(header.address, document.baseURI).href;
      this.leave?.();
      this.cursor = cursorOf(header.session);
      this.leave = this.cursor.subscribe((time, { how }) => this.follow(time, how), this);
      this.say("");
    }
    this.video.setAttribute("aria-label", header.alt);
    this.scrub.setAttribute("aria-label", header.words.scrub);
    this.strip.setAttribute("role", "group");
    this.strip.setAttribute("aria-label", header.words.strip);
    this.root.dataset.synced = String(header.sync !== null);
    this.build_bar();
    this.build_lane();
    this.marks.show(header);
    if (another || look !== this.look) this.build_strip();
    this.look = look;
    if (another && this.cursor.time !== null) this.follow(this.cursor.time, "chosen");
    this.moved();
  }

  /* ---- time, both ways ---- */

  get sync() {
    return this.header.sync;
  }

  /** The moment of the recording, on the clock shown, that a moment of the video is. */
  shown_of(video_s) {
    if (!this.sync) return null;
    return this.header.start_s + (video_s - this.sync.offset_s) / (1 + this.sync.drift);
  }

  video_of(shown_s) {
    if (!this.sync) return null;
    return (1 + this.sync.drift) * (shown_s - this.header.start_s) + this.sync.offset_s;
  }

  /** The video shows another picture. */
  pictured(media_s, how) {
    if (media_s === this.picture_s && how === "played") return;
    this.picture_s = media_s;
    if (this.loop && !this.video.paused && media_s >= this.loop[1]) {
      if (this.repeat.checked) this.video.currentTime = this.loop[0];
      else {
        this.video.pause();
        this.loop = null;
      }
    }
    this.moved();
    const time = this.shown_of(media_s);
    // Where somebody else has moved the cursor to, nobody is told that it is there.
    if (this.echo && this.video.paused) return;
    if (time !== null && this.within(time)) this.cursor.set(time, this, how);
  }

  /** Whether the recording has such a moment: the camera may run before it and after it. */
  within(time) {
    const whole = this.slices.whole[0];
    return time >= whole[0] && time <= whole[whole.length - 1];
  }

  /** When the picture that is shown began, once the browser has said it; until then where it was sent. */
  get begun_s() {
    const { currentTime } = this.video;
    const since = currentTime - this.drawn_s;
    return since > -1e-3 && since < this.header.frame_s ? this.drawn_s : currentTime;
  }

  /** A jump has ended; of moves that came meanwhile the last one counts. */
  arrived() {
    this.pictured(this.begun_s, "chosen");
    if (this.pending === null) return;
    const next = this.pending;
    this.pending = null;
    this.seek(next, false);
  }

  /** The cursor was moved elsewhere on the page. */
  follow(time, how) {
    if (time === null || how === "played" || !this.sync) return;
    if (how === "pointed" && !this.video.paused) return;
    this.loop = null;
    if (how === "chosen") this.video.pause();
    const next = this.video_of(time);
    if (this.video.seeking) this.pending = next;
    else this.seek(next, false);
  }

  seek(video_s, tell = true) {
    const { video } = this;
    const lasts = Number.isFinite(video.duration) ? video.duration : Infinity;
    if (video_s === null) return false;
    const inside = video_s >= 0 && video_s < lasts;
    this.say(inside ? "" : this.header.words.outside);
    if (!inside) return false;
    this.echo = !tell;
    video.currentTime = video_s;
    return true;
  }

  step(pictures) {
    this.video.pause();
    this.loop = null;
    const frame = this.header.frame_s;
    // The middle of a picture: its edge may be taken for the one before.
    const middle = (Math.floor(this.picture_s / frame + 1e-3) + pictures + 0.5) * frame;
    this.seek(Math.max(0, Math.min(middle, (this.video.duration || Infinity) - 1e-3)));
  }

  pressed(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
    if (event.key in steps) this.step(steps[event.key]);
    else if (event.key === " ") this.toggle();
    else return;
    event.preventDefault();
  }

  toggle() {
    if (this.video.paused) this.video.play().catch(() => this.say(this.header.words.broken));
    else this.video.pause();
  }

  /** Show a kick: a little before it to a little after it. */
  show_kick(kick) {
    this.marks.choose(`kick-${kick.number}`);
    this.cursor.set(kick.t_s, this, "chosen");
    if (!this.sync) {
      this.say(this.header.words.first);
      this.look_at(kick.t_s);
      return;
    }
    const [before, after] = this.header.around_s;
    const start = Math.max(0, this.video_of(kick.t_s) - before);
    if (!this.seek(start)) return;
    this.loop = [start, this.video_of(kick.t_s) + after];
    this.video.play().catch(() => this.say(this.header.words.broken));
  }

  /* ---- what is seen ---- */

  build_bar() {
    const { words } = this.header;
    if (this.play) {
      this.playing();
      return;
    }
    this.play = button("", () => this.toggle());
    const back = button("\u2039", () => this.step(-1), words.earlier);
    const on = button("\u203a", () => this.step(1), words.later);
    const speed = element("select");
    speed.setAttribute("aria-label", words.speed);
    for (const ratio of SPEEDS) {
      const option = element("option");
      option.value = String(ratio);
      option.textContent = ratio === 1 ? "1 \u00d7" : `1/${1 / ratio} \u00d7`;
      option.selected = ratio === 1;
      speed.append(option);
    }
    speed.onchange = () => { this.video.playbackRate = Number(speed.value); };
    this.repeat = element("input");
    this.repeat.type = "checkbox";
    const label = element("label");
    label.append(this.repeat, words.loop);
    this.sound = button(words.sound, () => {
      this.video.muted = !this.video.muted;
      this.sound.setAttribute("aria-pressed", String(!this.video.muted));
    });
    this.sound.setAttribute("aria-pressed", "false");
    const full = button(words.full, () => this.video.requestFullscreen?.());
    this.zoomed = button("", () => {
      this.near = !this.near;
      this.zoom_words();
      this.moved();
    });
    this.times = element("span", "times");
    this.bar.replaceChildren(
      this.play, back, on, speed, label, this.zoomed, this.sound, full, this.times,
    );
    this.zoom_words();
    this.playing();
  }

  zoom_words() {
    this.zoomed.textContent = this.near ? this.header.words.whole : this.header.words.around;
  }

  playing() {
    const { words } = this.header;
    if (!this.video.paused) this.echo = false;
    this.play.textContent = this.video.paused ? words.play : words.pause;
  }

  build_lane() {
    this.lane.setAttribute("role", "group");
    this.lane.setAttribute("aria-label", this.header.words.lane);
    this.kicks = this.header.kicks.map((kick) => {
      const mark = element("button", "mark");
      mark.type = "button";
      mark.dataset.kick = kick.number;
      mark.setAttribute("aria-label", kick.label);
      mark.title = kick.label;
      mark.append(glyph(kick.technique, this.palette, 15));
      mark.onclick = () => this.show_kick(kick);
      return { mark, ...kick };
    });
    this.lane.replaceChildren(...this.kicks.map((kick) => kick.mark));
  }

  build_strip() {
    this.plot?.destroy();
    const at = this.header.panels.findIndex(({ name }) => name === "acc");
    const { label, unit } = this.header.panels[at];
    const title = element("div", "panel-name");
    title.textContent = `${label}, ${unit}`;
    this.strip.replaceChildren(title);
    const options = panelOptions(this.palette, {
      width: this.width, height: HEIGHT, label, colour: this.palette.acc,
      sync: `video-${this.header.video}`, timeAxis: true,
    });
    options.cursor = { drag: { x: false, y: false }, points: { size: 6 }, y: false };
    options.hooks = { drawClear: [(u) => this.draw_kicks(u)] };
    const whole = this.slices.whole;
    this.plot = new this.uPlot(options, [whole[0], whole[1 + at]], this.strip);
    this.strip.append(this.now);
    this.plot.over.addEventListener("pointerdown", (event) => { this.pressed_px = event.clientX; });
    this.plot.over.addEventListener("click", (event) => {
      if (Math.abs(event.clientX - this.pressed_px) > CLICK_PX) return;
      this.clicked(this.plot.posToVal(event.offsetX, "x"));
    });
  }

  clicked(time) {
    if (!this.sync) {
      this.cursor.set(time, this, "chosen");
      this.say(this.header.words.first);
      return;
    }
    this.loop = null;
    this.video.pause();
    this.seek(this.video_of(time));
  }

  draw_kicks(u) {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.globalAlpha = 0.7;
    ctx.lineWidth = devicePixelRatio;
    for (const { t_s: time, technique } of this.header.kicks) {
      const x = u.valToPos(time, "x", true);
      ctx.strokeStyle = this.palette[technique];
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  }

  /** Move the line, the stretch that is shown, and what is read. */
  moved() {
    if (!this.plot) return;
    const { words } = this.header;
    const time = this.shown_of(this.picture_s);
    this.root.dataset.picture = String(this.picture_s);
    if (!has_focus(this.scrub) || !this.video.paused) this.scrub.value = this.picture_s;
    this.scrub.setAttribute("aria-valuetext", clock(this.picture_s, 0.01));
    this.root.dataset.time = time === null ? "" : String(time);
    const recording = time === null ? words.unknown : clock(time, 0.01);
    this.times.textContent =
      `${words.video} ${clock(this.picture_s, 0.01)} \u00b7 ${words.recording} ${recording}`;
    if (time !== null) this.look_at(time);
    else this.place();
    if (time !== null) this.marks.suggest(time - this.header.start_s);
  }

  look_at(time) {
    const whole = this.slices.whole[0];
    const [first, last] = [whole[0], whole[whole.length - 1]];
    const span = this.near ? Math.min(2 * NEAR_S, last - first) : last - first;
    const start = Math.min(Math.max(time - span / 2, first), last - span);
    const { min, max } = this.plot.scales.x;
    if (min !== start || max !== start + span) {
      this.plot.setScale("x", { min: start, max: start + span });
    }
    this.place();
  }

  place() {
    const right = this.plot.over.clientWidth;
    const own = this.strip.getBoundingClientRect();
    const over = this.plot.over.getBoundingClientRect();
    const time = this.shown_of(this.picture_s);
    const at = time === null ? -1 : this.plot.valToPos(time, "x");
    this.now.hidden = at < 0 || at > right;
    this.now.style.left = `${over.left - own.left + at - 1}px`;
    this.now.style.top = `${over.top - own.top}px`;
    this.now.style.height = `${over.height}px`;
    for (const { mark, t_s: when } of this.kicks) {
      const left = this.plot.valToPos(when, "x");
      mark.hidden = left < -1 || left > right + 1;
      mark.style.left = `${left + PAD_LEFT}px`;
    }
  }

  /* ---- the rest ---- */

  get width() {
    return Math.max(240, this.root.clientWidth);
  }

  resize() {
    if (!this.plot || this.plot.width === this.width) return;
    this.plot.setSize({ width: this.width, height: HEIGHT });
    this.moved();
  }

  say(words) {
    this.said.textContent = words;
  }

  remove() {
    this.leave?.();
    this.observer.disconnect();
    this.video.pause();
    if (this.frames !== undefined) this.video.cancelVideoFrameCallback(this.frames);
    this.video.removeAttribute("src");
    this.video.load();
    this.plot?.destroy();
  }
}
