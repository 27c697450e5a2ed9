// Which picture of a video is which moment of the recording: said by hand, and taken back.
import { button, element, has_focus } from "./dom.js";
import { clock } from "./shared.js";

/** What can be seen in the picture, a button that says so, and the list of what was said. */
export class VideoMarks {
  /** `mark(name)` is called when somebody says what the picture shows, `unmark(name)` to take that back. */
  constructor({ mark, unmark }) {
    Object.assign(this, { mark, unmark, choice: null, wanted: undefined, by_hand: false });
    this.asking = element("div", "marking");
    this.list = element("ul", "marks");
  }

  show(header) {
    this.header = header;
    this.build_asking();
    this.build_list();
  }

  build_asking() {
    const { words, anchors } = this.header;
    if (!anchors.length) {
      this.asking.replaceChildren();
      this.choice = null;
      return;
    }
    const kept = this.choice?.value ?? this.wanted;
    this.choice = element("select");
    const label = element("label");
    label.textContent = words.shows;
    this.choice.id = `shows-${this.header.video}`;
    label.htmlFor = this.choice.id;
    for (const { name, label: said } of anchors) {
      const option = element("option");
      option.value = name;
      option.textContent = said;
      this.choice.append(option);
    }
    if (anchors.some(({ name }) => name === kept)) this.choice.value = kept;
    this.choice.onchange = () => { this.by_hand = true; };
    const press = button(words.mark, () => {
      this.by_hand = false;
      this.mark(this.choice.value);
    });
    this.asking.replaceChildren(label, this.choice, press);
  }

  /** The page was asked to show this one. */
  choose(name) {
    this.wanted = name;
    this.by_hand = false;
    if (this.choice) this.choice.value = name;
  }

  /** What the picture most likely shows: the nearest moment, unless somebody has chosen one. */
  suggest(since_s) {
    if (!this.choice || this.by_hand || has_focus(this.choice)) return;
    let best = null;
    for (const anchor of this.header.anchors) {
      if (!best || Math.abs(anchor.since_s - since_s) < Math.abs(best.since_s - since_s)) best = anchor;
    }
    if (best) this.choice.value = best.name;
  }

  build_list() {
    const { words, marks } = this.header;
    this.list.setAttribute("aria-label", words.marks);
    this.list.hidden = !marks.length;
    this.list.replaceChildren(...marks.map(({ name, label, video_s: at, off }) => {
      const item = element("li");
      const text = element("span");
      text.textContent = [`${label}: ${clock(at, 0.01)}`, off].filter(Boolean).join(" ");
      const away = button(words.unmark, () => this.unmark(name), `${words.unmark}: ${label}`);
      item.append(text, away);
      return item;
    }));
  }
}
