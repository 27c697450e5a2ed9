// A field whose words are kept while they are typed: sent after each pause, and held by the tab
// until the store has them, so that a reload or a locked phone loses nothing.

const PAUSE_MS = 500;

/** Called at every rerun; a field that somebody types in is left alone. */
export function render({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".ks");
  let field = root.querySelector("textarea");
  if (!field || field.dataset.id !== data.id) field = made(root, data);
  field.tell = (text) => setStateValue("text", text);
  field.words = data.words;
  field.kept = data.text;
  if (field.value === data.text) forget(data.id);
  else if (field !== field.getRootNode().activeElement && !draft(data.id)) field.value = data.text;
  show(field);
}

function made(root, data) {
  const label = document.createElement("label");
  label.className = "typed";
  const name = document.createElement("span");
  name.textContent = data.label;
  const field = document.createElement("textarea");
  field.dataset.id = data.id;
  field.rows = 3;
  field.maxLength = data.most;
  field.placeholder = data.placeholder;
  field.value = draft(data.id) ?? data.text;
  const state = document.createElement("small");
  state.setAttribute("role", "status");
  label.append(name, field);
  root.replaceChildren(label, state);
  let timer = null;
  const send = () => {
    clearTimeout(timer);
    if (field.value !== field.kept) field.tell(field.value);
  };
  field.oninput = () => {
    remember(data.id, field.value);
    show(field);
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE_MS);
  };
  field.onblur = send;
  // What another visit of this tab has left is sent once the field is wired up.
  if (field.value !== data.text) timer = setTimeout(send, 0);
  return field;
}

function show(field) {
  const state = field.getRootNode().querySelector("small[role=status]");
  if (!state) return;
  const words = field.value === field.kept ? field.words.kept : field.words.waiting;
  if (state.textContent !== words) state.textContent = words;
}

function draft(id) {
  return sessionStorage.getItem(`kicksense-typed-${id}`);
}

function remember(id, text) {
  sessionStorage.setItem(`kicksense-typed-${id}`, text);
}

function forget(id) {
  sessionStorage.removeItem(`kicksense-typed-${id}`);
}
