// Notes at moments of a session: kept as they are typed, and until the store has them, here.
import { cursorOf } from "./cursor.js";
import { button, element } from "./dom.js";
import { clock, speak } from "./shared.js";

const SETTLE_MS = 700;
const RETRY_MS = 8000;
const mounted = new WeakMap();

/** Called at every rerun with the notes as they are stored, and what became of the last edit. */
export async function render({ data, parentElement, setTriggerValue, setStateValue }) {
  const root = parentElement.querySelector(".ks");
  let notes = mounted.get(root);
  if (notes && notes.session !== data.session) {
    notes.remove();
    notes = undefined;
  }
  notes ??= new Notes(root, data.session);
  mounted.set(root, notes);
  notes.send = (name, value) => setTriggerValue(name, value);
  notes.keep = (time) => setStateValue("moment", time);
  notes.show(data);
  return () => {
    notes.remove();
    mounted.delete(root);
  };
}

class Notes {
  constructor(root, session) {
    Object.assign(this, { root, session, lines: new Map(), waiting: null, sequence: 0 });
    this.writer = hex(8);
    this.cursor = cursorOf(session);
    this.leave = this.cursor.subscribe((time, { how }) => this.moved(time, how), this);
    this.bar = element("div", "notes-bar");
    this.add = element("button");
    this.add.type = "button";
    this.add.onclick = () => this.begin();
    this.bar.append(this.add);
    this.list = element("div", "notes");
    root.replaceChildren(this.bar, this.list);
    this.leaving = () => this.lines.forEach((line) => line.dirty && this.remember(line));
    window.addEventListener("pagehide", this.leaving);
  }

  show(data) {
    Object.assign(this, { data, words: data.words });
    speak(data.words);
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", this.words.title);
    if (data.answer && data.answer.writer === this.writer) this.answered(data.answer);
    const stored = new Set(data.notes.map((note) => note.id));
    for (const note of data.notes) this.put(note);
    for (const [id, line] of this.lines) {
      // What was removed elsewhere goes, but never what somebody is still typing.
      if (!stored.has(id) && line.note.revision > 0 && !line.dirty) this.drop(id);
    }
    this.recall();
    this.sort();
    this.label();
  }

  /** The place where a new note would be: the cursor, else the chosen kick. */
  get moment() {
    return this.cursor.time ?? this.data.moment;
  }

  get kick() {
    const within = ([, start, stop]) => this.moment >= start && this.moment <= stop;
    return this.data.kicks.find(within)?.[0] ?? null;
  }

  moved(time, how) {
    if (time === null || !this.data) return;
    this.label();
    // Only what was chosen is told to the server: a pointer passes over many moments.
    if (how !== "chosen") return;
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keep(time), SETTLE_MS);
  }

  label() {
    this.add.textContent = this.words.add.replace("{moment}", clock(this.moment, 0.01));
  }

  begin() {
    const now = { id: hex(16), t_s: this.moment, text: "", kick: this.kick, revision: 0, about: this.words.mine };
    const line = this.put(now);
    this.sort();
    line.box.focus();
  }

  put(note) {
    const known = this.lines.get(note.id);
    if (!known) return this.make(note);
    const typed = known.box.value;
    // An answer on its way is newer than what the store said before it.
    if (note.revision < known.note.revision) return known;
    known.note = note;
    if (!known.dirty && typed !== note.text) known.box.value = note.text;
    known.about.textContent = note.about ?? "";
    return known;
  }

  make(note) {
    const line = { note, dirty: false, timer: null };
    line.row = element("div", "note");
    line.row.dataset.note = note.id;
    line.jump = button(clock(note.t_s, 0.01), () => this.jump(line));
    line.jump.setAttribute("aria-label", this.words.jump.replace("{moment}", clock(note.t_s, 0.01)));
    line.about = element("span", "quiet");
    line.about.textContent = note.about ?? "";
    line.remove = element("span", "remove");
    line.box = element("textarea");
    line.box.value = note.text;
    line.box.maxLength = this.data.most_letters;
    line.box.setAttribute("aria-label", this.words.text.replace("{moment}", clock(note.t_s, 0.01)));
    line.box.placeholder = this.words.hint;
    line.box.oninput = () => this.typed(line);
    line.state = element("div", "state quiet");
    line.state.setAttribute("aria-live", "polite");
    line.row.append(line.jump, line.about, line.remove, line.box, line.state);
    this.ask_remove(line, false);
    this.lines.set(note.id, line);
    return line;
  }

  /** Deleting asks first. */
  ask_remove(line, asking) {
    const { words } = this;
    if (!asking) {
      line.remove.replaceChildren(button(words.remove, () => this.ask_remove(line, true)));
      return;
    }
    const yes = button(words.remove_yes, () => {
      clearTimeout(line.timer);
      forget(this.session, line.note.id);
      line.dirty = false;
      if (line.note.revision > 0) this.send("remove", { id: line.note.id });
      this.drop(line.note.id);
    });
    line.remove.replaceChildren(yes, button(words.remove_no, () => this.ask_remove(line, false)));
    yes.focus();
  }

  jump(line) {
    this.cursor.set(line.note.t_s, this, "chosen", true);
    this.label();
    this.send("jump", { id: line.note.id, kick: line.note.kick ?? null });
  }

  typed(line) {
    line.dirty = true;
    this.remember(line);
    this.say(line, this.words.saving);
    clearTimeout(line.timer);
    line.timer = setTimeout(() => this.save(line), SETTLE_MS);
  }

  /** One edit is on its way at a time, so that nobody runs into their own revision. */
  save(line) {
    if (!line.dirty) return;
    if (this.waiting) {
      clearTimeout(line.timer);
      line.timer = setTimeout(() => this.save(line), SETTLE_MS);
      return;
    }
    this.sequence += 1;
    const { id, t_s: time, kick, revision } = line.note;
    const edit = {
      id, t_s: time, kick: kick ?? null, revision, text: line.box.value,
      sequence: this.sequence, writer: this.writer,
    };
    this.waiting = { ...edit, line };
    this.send("edit", edit);
    clearTimeout(this.lost);
    this.lost = setTimeout(() => {
      // No answer: the server may be gone. What was typed stays here, and is said again.
      if (!this.waiting) return;
      this.say(line, this.words.waiting, true);
      this.waiting = null;
      line.timer = setTimeout(() => this.save(line), RETRY_MS);
    }, RETRY_MS);
  }

  answered({ sequence, trouble, note, beside }) {
    if (!this.waiting || this.waiting.sequence !== sequence) return;
    const { line, text } = this.waiting;
    this.waiting = null;
    clearTimeout(this.lost);
    if (trouble) {
      this.say(line, trouble, true);
      return;
    }
    forget(this.session, line.note.id);
    if (beside) {
      // Somebody else had changed it: theirs comes back under the old id, ours goes on as a new one.
      this.lines.delete(line.note.id);
      line.row.dataset.note = note.id;
      this.lines.set(note.id, line);
    }
    line.note = { ...line.note, ...note };
    line.dirty = line.box.value !== text;
    if (line.dirty) {
      this.remember(line);
      clearTimeout(line.timer);
      line.timer = setTimeout(() => this.save(line), SETTLE_MS);
    }
    const full = line.box.value.length >= this.data.most_letters;
    const { words } = this;
    this.say(line, beside ? words.beside : full ? words.full : words.saved, Boolean(beside) || full);
  }

  say(line, words, is_trouble = false) {
    line.state.textContent = words;
    line.state.classList.toggle("trouble-words", is_trouble);
    line.state.classList.toggle("quiet", !is_trouble);
  }

  /** Until the store has it, what was typed is kept in this browser. */
  remember(line) {
    const { id, t_s: time, kick, revision } = line.note;
    const draft = { id, t_s: time, kick: kick ?? null, revision, text: line.box.value };
    try {
      localStorage.setItem(draft_key(this.session, id), JSON.stringify(draft));
    } catch {
      // A browser that keeps nothing still saves through the server.
    }
  }

  /** What a reload interrupted is put back and saved. */
  recall() {
    if (this.recalled) return;
    this.recalled = true;
    for (const draft of drafts(this.session)) {
      const line = this.lines.get(draft.id) ?? this.make({ ...draft, about: this.words.mine });
      if (line.box.value === draft.text && line.note.revision > 0) {
        forget(this.session, draft.id);
        continue;
      }
      line.note = { ...line.note, revision: draft.revision };
      line.box.value = draft.text;
      this.typed(line);
    }
  }

  drop(id) {
    const line = this.lines.get(id);
    if (!line) return;
    clearTimeout(line.timer);
    line.row.remove();
    this.lines.delete(id);
  }

  sort() {
    const rows = [...this.lines.values()].sort((one, other) => one.note.t_s - other.note.t_s);
    rows.forEach(({ row }, at) => {
      // Moving a row takes the focus out of it, so rows that stand right stay.
      if (this.list.children[at] !== row) this.list.insertBefore(row, this.list.children[at] ?? null);
    });
  }

  remove() {
    this.leaving();
    window.removeEventListener("pagehide", this.leaving);
    this.leave();
    clearTimeout(this.lost);
    clearTimeout(this.keeping);
    this.lines.forEach((line) => clearTimeout(line.timer));
  }
}

function draft_key(session, id) {
  return `kicksense-note-${session}-${id}`;
}

function forget(session, id) {
  try {
    localStorage.removeItem(draft_key(session, id));
  } catch {
    // Nothing was kept.
  }
}

function drafts(session) {
  const found = [];
  try {
    for (let at = 0; at < localStorage.length; at += 1) {
      const key = localStorage.key(at);
      if (!key.startsWith(`kicksense-note-${session}-`)) continue;
      const draft = JSON.parse(localStorage.getItem(key));
      if (/^[0-9a-f]{16}$/.test(draft?.id) && typeof draft.text === "string" && Number.isFinite(draft.t_s)) found.push(draft);
    }
  } catch {
    // What cannot be read is not there.
  }
  return found;
}

function hex(digits) {
  const bytes = crypto.getRandomValues(new Uint8Array(digits / 2));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
