// One moment that everything on a page looks at: trace, strip of a kick, leg and video.

const cursors = new Map();

/** A moment of one session, and those who want to know when it changes. */
class Cursor {
  constructor() {
    this.time = null;
    this.listeners = new Map();
  }

  /**
   * Look at another moment.
   *
   * `time` is in seconds on the clock that the page shows (as in the header of the trace), or null
   * for none. `origin` is whoever moved it; it is not told of its own move. `how` says in which way:
   * "pointed" (a pointer passes by), "chosen" (a click, a key, a jump) or "played" (time runs).
   * With `bring`, whoever shows the whole recording is to come into view.
   */
  set(time, origin, how = "chosen", bring = false) {
    if (time !== null && !Number.isFinite(time)) return;
    if (time === this.time && how !== "chosen") return;
    this.time = time;
    for (const [listener, own] of [...this.listeners]) {
      if (own !== origin) listener(time, { how, bring });
    }
  }

  /** Have `listener(time, { how, bring })` called from now on; gives back what ends that. */
  subscribe(listener, origin) {
    this.listeners.set(listener, origin);
    return () => this.listeners.delete(listener);
  }
}

/** The cursor of a session; the same for every component of the page that names the session. */
export function cursorOf(session) {
  if (!cursors.has(session)) cursors.set(session, new Cursor());
  return cursors.get(session);
}
