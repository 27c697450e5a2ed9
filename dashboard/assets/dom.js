// Elements of a page, made in one line.

/** A new element, with its classes. */
export function element(name, classes = "") {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  return made;
}

/** A button that does something; `name` says what where the text is only a sign. */
export function button(text, act, name = "") {
  const made = element("button");
  made.type = "button";
  made.textContent = text;
  if (name) {
    made.setAttribute("aria-label", name);
    made.title = name;
  }
  made.onclick = act;
  return made;
}

/** Whether an element is the one that keys go to; the document itself knows only the component. */
export function has_focus(found) {
  return found.getRootNode().activeElement === found;
}
