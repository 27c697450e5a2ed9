// The frame of the live page: its sections, buttons and fields, empty until something is told.
import { button, element } from "./live_parts.js";

export const MARKS = [["cue", "c"], ["beep", "b"], ["cross", "x"], ["target_hit", "t"], ["note", "n"]];
const GUESSES = ["softer", "good", "harder"];

/** Make everything the page consists of; gives what is drawn into and the buttons of the markers. */
export function build_frame(live) {
  const { root } = live;
  root.classList.add("live");
  const at = {};
  const buttons = {};
  const put = (name, tag, classes = "", text = "") => {
    at[name] = element(tag, classes, text);
    return at[name];
  };
  const banner = put("banner", "p", "banner");
  banner.setAttribute("role", "status");
  const body = put("body", "div", "grid");
  const parts = { live, at, buttons, put };
  body.append(head_of(parts), main_of(parts), tools_of(parts), side_of(parts), below_of(parts));
  root.replaceChildren(banner, body, dialog_of(parts));
  return { at, buttons };
}

function head_of(parts) {
  const { live, at, put } = parts;
  const head = element("div", "head");
  const guide = put("guide", "section", "guide");
  guide.setAttribute("aria-live", "assertive");
  guide.append(put("sentence", "p", "sentence"), put("countdown", "p", "countdown"), put("skip", "span"));
  at.countdown.setAttribute("aria-hidden", "true");
  at.skip.append(button(live.words.skip, "action", () => live.give({ kind: "skip" })));
  const trouble = put("trouble", "section", "trouble");
  trouble.setAttribute("role", "alert");
  const facts = element("div", "facts");
  facts.append(put("length", "b", "length"), put("title", "span", "quiet"), put("simulated", "span", "badge", live.words.simulated));
  head.append(facts, guide, trouble, put("end", "section", "end"));
  at.end.setAttribute("aria-live", "polite");
  return head;
}

function main_of(parts) {
  const { live, put } = parts;
  const main = put("main", "section", "main");
  main.setAttribute("aria-label", live.words.last_kick);
  const spoken = put("verdict", "div", "verdict");
  spoken.setAttribute("aria-live", "assertive");
  spoken.setAttribute("aria-atomic", "true");
  const why = put("why", "details", "why");
  why.append(element("summary", "", live.words.why), put("reasons", "ul", ""));
  const said = put("said", "p", "said quiet");
  said.setAttribute("role", "status");
  main.append(spoken, said, answers_of(parts), put("speeds", "div", "speeds"), why);
  return main;
}

function answers_of(parts) {
  const { live, at, put } = parts;
  const answer = put("answer", "div", "answer");
  const guesses = put("guesses", "div", "row");
  guesses.setAttribute("role", "group");
  guesses.setAttribute("aria-label", live.words.guess_label);
  guesses.append(element("span", "quiet", live.words.guess_ask));
  for (const guess of GUESSES) guesses.append(button(live.words.guesses[guess], "action", () => live.give({ kind: "guess", guess })));
  const tell = put("tell", "div", "row");
  tell.append(button(live.words.how, "action", () => live.give({ kind: "tell" })));
  const coach = put("coach", "label", "row");
  const box = element("input");
  box.type = "checkbox";
  box.onchange = () => {
    live.coach = box.checked;
    live.draw("all");
  };
  coach.append(box, live.words.coach);
  answer.append(guesses, tell, coach);
  return answer;
}

function side_of(parts) {
  const { live, put } = parts;
  const side = element("div", "side");
  const card = (title, ...parts) => {
    const made = element("section", "card");
    made.setAttribute("aria-label", title);
    made.append(element("h3", "", title), ...parts);
    return made;
  };
  side.append(
    card(live.words.so_far, put("counts", "div")),
    card(live.words.signal, put("health", "div", "health")),
    card(live.words.sound, sound_of(parts)),
  );
  return side;
}

function sound_of(parts) {
  const { live } = parts;
  const row = element("div", "row");
  const switching = button(live.words.sound_on, "action", () => {
    if (live.voice.on) live.voice.switch_off();
    else live.voice.switch_on();
    switching.textContent = live.voice.on ? live.words.sound_off : live.words.sound_on;
    switching.setAttribute("aria-pressed", String(live.voice.on));
  });
  switching.setAttribute("aria-pressed", "false");
  const kind = element("select");
  kind.setAttribute("aria-label", live.words.what_to_hear);
  kind.append(...Object.entries(live.words.sounds).map(([name, label]) => new Option(label, name)));
  kind.onchange = () => Object.assign(live.voice, { kind: kind.value });
  const volume = element("input");
  Object.assign(volume, { type: "range", min: "0", max: "1", step: "0.05", value: "0.8" });
  volume.setAttribute("aria-label", live.words.volume);
  volume.oninput = () => Object.assign(live.voice, { volume: Number(volume.value) });
  row.append(switching, kind, volume);
  return row;
}

function tools_of(parts) {
  const { live, at, buttons, put } = parts;
  const tools = element("div", "tools-of-live");
  const commands = put("commands", "section", "commands row");
  commands.setAttribute("aria-label", live.words.marker_list);
  for (const [marker, letter] of MARKS) {
    const made = button(live.words.markers[marker], "action mark-button", () => live.mark(marker));
    made.append(element("kbd", "", letter));
    made.setAttribute("aria-keyshortcuts", letter);
    buttons[marker] = made;
    commands.append(made);
  }
  const stop = button(live.words.stop, "action stop", () => at.dialog.showModal());
  commands.append(stop, note_of(parts));
  tools.append(commands, put("markers", "ul", "markers quiet"));
  return tools;
}

function below_of(parts) {
  const { live, at, put } = parts;
  const below = element("div", "below");
  const traces = element("section", "traces");
  traces.setAttribute("role", "figure");
  traces.setAttribute("aria-label", live.words.traces);
  const choice = put("choice", "label", "row", live.words.sensor);
  const sensor = put("sensor", "select");
  sensor.onchange = () => {
    live.chosen = sensor.value;
    live.draw("trace");
  };
  choice.append(sensor);
  choice.hidden = true;
  traces.append(choice, put("plots", "div", "plots"));
  below.append(traces, put("list", "div", "scroll"));
  at.list.tabIndex = 0;
  at.list.setAttribute("role", "region");
  at.list.setAttribute("aria-label", live.words.kicks_so_far);
  return below;
}

const TYPED = "kicksense-live-note";

/** Keep what is typed into a note, so that a reload or a locked phone loses nothing of it. */
export function keep_typed(text) {
  try {
    if (text) sessionStorage.setItem(TYPED, text);
    else sessionStorage.removeItem(TYPED);
  } catch {
    // A browser that keeps nothing still takes notes.
  }
}

function typed() {
  try {
    return sessionStorage.getItem(TYPED) ?? "";
  } catch {
    return "";
  }
}

function note_of(parts) {
  const { live, put } = parts;
  const note = put("note", "form", "note row");
  note.hidden = !typed();
  note.onsubmit = (event) => {
    event.preventDefault();
    live.send_note();
  };
  const text = put("note_text", "input");
  Object.assign(text, { type: "text", maxLength: 200, placeholder: live.words.note_ask });
  text.setAttribute("aria-label", live.words.note);
  text.value = typed();
  text.oninput = () => keep_typed(text.value);
  text.onkeydown = (event) => {
    if (event.key === "Escape") live.close_note();
  };
  const send = element("button", "action", live.words.note_keep);
  send.type = "submit";
  note.append(text, send);
  return note;
}

function dialog_of(parts) {
  const { live, put } = parts;
  const dialog = put("dialog", "dialog");
  dialog.setAttribute("aria-label", live.words.stop_title);
  const row = element("div", "row");
  row.append(
    button(live.words.go_on, "action", () => dialog.close()),
    button(live.words.stop_and_store, "action stop", () => {
      dialog.close();
      live.give({ kind: "stop" });
    }),
  );
  dialog.append(element("p", "", live.words.stop_ask), row);
  return dialog;
}
