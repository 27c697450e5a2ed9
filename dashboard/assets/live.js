// The live page: what a recording tells is drawn as it comes, without a rerun of any page.
import { LiveChart, Trace } from "./live_chart.js";
import { MARKS, build_frame, keep_typed } from "./live_frame.js";
import { button, counts, element, kick_table, marker_list, reasons, signal, speeds, verdict } from "./live_parts.js";
import { LiveSocket } from "./live_socket.js";
import { Voice } from "./live_sound.js";
import { filled, paletteOf, speak } from "./shared.js";

const PREPARING = new Set(["connecting", "checking", "stand_still", "swing_leg", "countdown"]);
const VEILED = new Set(["on_request", "guess_first"]);
const MOST_MARKS = 60;
const MOST_KICKS = 2000;
const TICK_MS = 250;
const STATE_CLASSES = { connecting: "wait", down: "bad", lost: "bad", idle: "wait" };
const mounted = new WeakMap();

/** Called by the page at every rerun, and when the theme changes. */
export function render({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ks");
  const language = JSON.stringify(data.words);
  let live = mounted.get(root);
  if (live && live.language !== language) {
    live.remove();
    live = null;
  }
  live ??= new Live(root, data.words);
  live.language = language;
  mounted.set(root, live);
  live.again = () => setTriggerValue("again", true);
  live.show(data);
  return () => {
    live.remove();
    mounted.delete(root);
  };
}

/** The whole page below one element. */
export class Live {
  constructor(root, words) {
    speak(words);
    Object.assign(this, { root, words, voice: new Voice(words.language), coach: false, asked: "" });
    this.forget();
    Object.assign(this, build_frame(this));
    this.chart = new LiveChart(this.at.plots, words.panels);
    this.keys = (event) => this.key(event);
    window.addEventListener("keydown", this.keys, true);
    this.ticking = setInterval(() => this.tick(), TICK_MS);
  }

  /** Connect as asked; the same request again changes nothing but the colours. */
  show({ socket, key = "", session = "", unit = "", refused = null }) {
    this.palette = paletteOf(this.root);
    this.root.dataset.dark = String(this.palette.dark);
    const address = new URL(socket, document.baseURI);
    address.protocol = address.protocol.endsWith("s:") ? "wss:" : "ws:";
    if (key) address.searchParams.set("key", key);
    if (session) address.searchParams.set("session", session);
    address.searchParams.set("lang", this.words.language);
    if (unit) address.searchParams.set("unit", unit);
    this.chart.build(this.palette).then(() => this.draw("all"));
    if (this.asked === address.href) return;
    this.asked = address.href;
    this.line?.leave();
    this.forget();
    this.line = new LiveSocket({
      address, refused, hear: (news) => this.hear(news), state: (state) => this.state(state),
    });
  }

  forget() {
    this.card = { techniques: {}, older_techniques: {}, older_tones: { good: 0, hard: 0, soft: 0, unsure: 0 }, schedule: "every_kick" };
    this.kicks = new Map();
    this.told = new Set();
    this.markers = [];
    this.sensors = [];
    this.traces = new Map();
    this.stage = null;
    this.until = null;
    this.sealed = null;
    this.troubles = [];
    this.current = false;
    this.chosen = null;
  }

  // ---- what is told

  hear(news) {
    this[`on_${news.kind}`]?.(news);
  }

  on_greeting(card) {
    this.forget();
    this.card = card;
    this.began = Date.now();
    this.state("live");
    this.draw("all");
  }

  on_current() {
    this.current = true;
    this.draw("all");
  }

  on_relay({ state }) {
    this.state(state);
    this.draw("all");
  }

  on_stage(news) {
    this.stage = news;
    this.until = news.countdown_s === null ? null : Date.now() + 1000 * news.countdown_s;
    this.draw("stage");
  }

  on_health({ sensors, t_s: time }) {
    this.sensors = sensors;
    this.clock = time;
    this.draw("health");
  }

  on_trace(news) {
    const trace = this.traces.get(news.sensor) ?? new Trace();
    this.traces.set(news.sensor, trace);
    trace.add(news);
    this.clock = Math.max(this.clock ?? 0, trace.until ?? 0);
    this.draw("trace");
  }

  on_kick(kick) {
    this.kicks.delete(kick.number);
    this.kicks.set(kick.number, kick);
    if (this.kicks.size > MOST_KICKS) this.set_aside(this.kicks.keys().next().value);
    this.draw("kicks");
  }

  /** A very long session: the oldest kick is counted and no longer listed. */
  set_aside(number) {
    const { technique, tone } = this.kicks.get(number);
    this.card.older_techniques[technique] = (this.card.older_techniques[technique] ?? 0) + 1;
    if (tone) this.card.older_tones[tone] += 1;
    this.kicks.delete(number);
  }

  on_withdrawn({ number, sentence }) {
    this.kicks.delete(number);
    this.at.said.textContent = filled(this.words.withdrawn, { number, sentence });
    this.draw("kicks");
  }

  on_marker(marker) {
    if (this.current && marker.origin === "beep") this.voice.cue(marker.text);
    this.markers = [...this.markers, marker].slice(-MOST_MARKS);
    this.draw("marks");
  }

  on_cue(cue) {
    if (!cue.asks) this.told.add(cue.number);
    if (!this.current) return;
    this.voice.say(cue);
    this.root.dataset.spoken = String(this.voice.spoken);
    const shown = this.kicks.get(cue.number)?.verdict.toLowerCase();
    this.at.said.textContent = shown === cue.words.toLowerCase() ? "" : `\u201c${cue.words}\u201d`;
    this.draw("kicks");
  }

  on_trouble(trouble) {
    this.troubles = [...this.troubles, trouble].slice(-3);
    this.draw("stage");
  }

  on_sealed(sealed) {
    this.sealed = sealed;
    this.draw("stage");
  }

  // ---- what is asked

  give(order) {
    if (this.line?.give(order)) return true;
    this.at.said.textContent = this.words.not_sent;
    return false;
  }

  mark(marker) {
    if (this.is_over) return;
    if (marker === "note") {
      this.at.note.hidden = false;
      this.at.note_text.focus();
    } else if (marker === "beep") this.give({ kind: "mark", marker: "cue", origin: "beep" });
    else this.give({ kind: "mark", marker });
  }

  send_note() {
    const text = this.at.note_text.value.trim();
    if (this.give({ kind: "mark", marker: "note", text })) this.close_note();
  }

  close_note() {
    this.at.note_text.value = "";
    keep_typed("");
    this.at.note.hidden = true;
    this.buttons.note.focus();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || this.is_over) return;
    const target = event.composedPath()[0];
    if (target instanceof Element && target.closest("input, textarea, select, [contenteditable=true], dialog")) return;
    const found = MARKS.find(([, letter]) => letter === event.key.toLowerCase());
    if (!found || this.banner !== "live") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.mark(found[0]);
  }

  get is_over() {
    return this.sealed !== null || this.stage?.stage === "ended" || this.banner === "over";
  }

  // ---- what is drawn

  state(state) {
    this.banner = state;
    this.root.dataset.state = state;
    const words = this.words.states[state] ?? "";
    const classes = STATE_CLASSES[state] ?? "";
    this.at.banner.hidden = !words || (this.is_over && state !== "idle");
    this.at.banner.className = `banner ${classes}`;
    this.at.banner.textContent = words;
    this.at.body.hidden = state === "idle";
  }

  /** Draw what has changed, at most once a frame. */
  draw(part) {
    this.changed ??= new Set();
    this.changed.add(part);
    this.frame ??= requestAnimationFrame(() => {
      const parts = this.changed;
      this.frame = null;
      this.changed = null;
      for (const each of ["stage", "kicks", "health", "marks", "trace"]) {
        if (parts.has(each) || parts.has("all")) this[`draw_${each}`]();
      }
    });
  }

  draw_stage() {
    const { stage, sentence } = this.stage ?? { stage: "connecting", sentence: "" };
    const preparing = PREPARING.has(stage);
    this.at.guide.hidden = !(preparing || stage === "sealing");
    this.at.main.hidden = preparing && !this.kicks.size;
    this.at.sentence.textContent = sentence;
    this.at.skip.hidden = !preparing || stage === "connecting";
    this.at.trouble.replaceChildren(...this.troubles.map(({ sentence: said }) => element("p", "", said)));
    this.at.trouble.hidden = !this.troubles.length;
    this.at.end.hidden = !this.is_over;
    this.at.commands.hidden = this.is_over;
    this.at.answer.hidden = this.is_over;
    this.at.title.textContent = [this.card.drill, this.card.distance].filter(Boolean).join(", ");
    this.at.simulated.hidden = !this.card.simulated;
    if (this.is_over) this.draw_end();
    this.tick();
  }

  draw_end() {
    const links = (this.sealed?.session_ids ?? []).map((id, at, all) => {
      const link = element("a", "action", all.length > 1 ? filled(this.words.open_session, { session: id }) : this.words.open_stored);
      link.href = `./session?session=${encodeURIComponent(id)}`;
      return link;
    });
    const said = this.sealed?.sentence || this.stage?.sentence || this.words.ended;
    // What to type in a terminal helps nobody here: the link below leads there.
    const words = said.replace(/;? `kicksense [^`]*` shows it again/, "");
    const parts = [element("p", "sentence", words)];
    if (this.again) parts.push(...links, button(this.words.again, "action", () => this.again()));
    this.at.end.replaceChildren(...parts);
  }

  /** Whose leg a sensor is on. */
  who(sensor) {
    const { name, player_id: player, side } = this.sensors.find((each) => each.sensor === sensor) ?? {};
    return [player ?? name, this.words.sides[side]].filter(Boolean).join(", ");
  }

  get newest() {
    let found = null;
    for (const kick of this.kicks.values()) if (!found || kick.number > found.number) found = kick;
    return found;
  }

  /** Where the player is to feel first, the newest kick shows nothing before it was told. */
  veiled(kick) {
    return !this.coach && !this.is_over && VEILED.has(this.card.schedule)
      && kick.number === this.newest?.number && !this.told.has(kick.number);
  }

  draw_kicks() {
    const kick = this.newest;
    const veiled = kick !== null && this.veiled(kick);
    const { number, verdict: said, weight, technique } = kick ?? {};
    const shown = JSON.stringify([number, said, weight, technique, veiled, this.who(kick?.sensor), this.palette.dark]);
    if (shown !== this.shown) {
      // Only what differs is drawn again: whoever has it read aloud hears it once.
      this.shown = shown;
      this.at.verdict.replaceChildren(...verdict(kick, this.palette, { veiled, who: this.who(kick?.sensor), words: this.words }));
    }
    const detail = JSON.stringify([kick, veiled, this.scale_end]);
    if (detail !== this.detail) {
      this.detail = detail;
      this.at.why.hidden = kick === null || veiled;
      this.at.reasons.replaceChildren(...(kick && !veiled ? reasons(kick, this.card.band, this.words) : []));
      this.at.speeds.replaceChildren(...(kick && !veiled ? speeds(kick, this.scale_end) : []));
    }
    this.at.guesses.hidden = this.card.schedule !== "guess_first" || !veiled;
    this.at.tell.hidden = this.card.schedule === "guess_first" || kick === null;
    this.at.coach.hidden = !VEILED.has(this.card.schedule);
    this.draw_counts();
    this.at.list.hidden = kick === null;
    const newest_first = [...this.kicks.values()].sort((a, b) => b.number - a.number);
    this.at.list.replaceChildren(kick_table(newest_first, this.palette, {
      words: this.words,
      veiled: (each) => this.veiled(each),
      who: this.sensors.length > 1 ? (sensor) => this.who(sensor) : null,
    }));
  }

  get scale_end() {
    let most = 8;
    for (const { speeds: all } of this.kicks.values()) {
      for (const { value, high } of all) most = Math.max(most, high ?? value);
    }
    return 10 * Math.ceil(most / 10);
  }

  draw_counts() {
    const techniques = { ...this.card.older_techniques };
    const tones = { ...this.card.older_tones };
    for (const kick of this.kicks.values()) {
      techniques[kick.technique] = (techniques[kick.technique] ?? 0) + 1;
      if (kick.tone && !this.veiled(kick)) tones[kick.tone] += 1;
    }
    const total = Object.values(techniques).reduce((sum, count) => sum + count, 0);
    this.at.counts.replaceChildren(...counts({ techniques, tones, named: this.card.techniques, total, words: this.words }, this.palette));
  }

  draw_health() {
    this.at.health.replaceChildren(...signal(this.sensors, this.words));
    const names = this.sensors.map(({ sensor }) => [sensor, this.who(sensor)]);
    const known = JSON.stringify(names);
    if (known === this.at.sensor.dataset.known) return;
    this.at.sensor.dataset.known = known;
    this.at.sensor.replaceChildren(...names.map(([id, words]) => new Option(words, id, false, id === this.chosen)));
    this.at.choice.hidden = names.length < 2;
  }

  draw_marks() {
    this.at.markers.replaceChildren(...marker_list(this.markers, this.words));
  }

  draw_trace() {
    const sensor = this.traces.has(this.chosen) ? this.chosen : this.traces.keys().next().value;
    const trace = this.traces.get(sensor);
    if (!trace) return;
    const from = trace.until - 12;
    const marks = [
      ...[...this.kicks.values()].filter((kick) => kick.sensor === sensor && kick.t_s > from)
        .map((kick) => ({ t_s: kick.t_s, colour: this.palette[kick.technique] })),
      ...this.markers.filter(({ t_s: time }) => time > from)
        .map(({ t_s: time }) => ({ t_s: time, colour: this.palette.accent, dashed: true })),
    ];
    this.chart.draw(trace, marks);
    this.drawn = (this.drawn ?? 0) + 1;
    this.root.dataset.drawn = String(this.drawn);
  }

  /** What goes on by itself: the countdown and the length of the session. */
  tick() {
    const left = this.until === null ? null : Math.ceil((this.until - Date.now()) / 1000);
    this.at.countdown.textContent = left === null || left < 0 ? "" : String(left);
    const seconds = Math.max(0, Math.floor(this.clock ?? 0));
    const recording = this.stage?.stage === "recording" && this.banner === "live";
    this.at.length.textContent = recording ? `\u25cf ${filled(this.words.recording, { length: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` })}` : "";
  }

  remove() {
    window.removeEventListener("keydown", this.keys, true);
    clearInterval(this.ticking);
    cancelAnimationFrame(this.frame);
    this.line?.leave();
    this.voice.remove();
    this.chart.remove();
  }
}
