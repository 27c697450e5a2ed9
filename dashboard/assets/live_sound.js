// What the player hears: words spoken by the browser, and tones. Both begin with a click.

const TONE_S = 0.28;
const SPEECH_AFTER_MS = 360;
const LOUDEST = 0.5;

/** Says cues once somebody has switched it on; browsers allow no sound before a click. */
export class Voice {
  constructor(language) {
    Object.assign(this, { language, on: false, kind: "both", volume: 0.8, context: null, spoken: 0 });
  }

  get speaks() {
    return "speechSynthesis" in window;
  }

  switch_on() {
    const Context = window.AudioContext ?? window.webkitAudioContext;
    if (Context) {
      this.context ??= new Context();
      this.context.resume();
    }
    this.on = true;
    this.tone(523, 0);
  }

  switch_off() {
    this.on = false;
    if (this.speaks) window.speechSynthesis.cancel();
  }

  /** Say a cue: a tone first, then its words, as far as both are wanted. */
  say({ words, tone_hz: tone }) {
    if (!this.on) return;
    this.spoken += 1;
    const sounds = tone !== null && this.kind !== "words";
    if (sounds) this.tone(tone, 0);
    if (words && this.kind !== "tones") this.speak(words, sounds ? SPEECH_AFTER_MS : 0);
  }

  /** A cue to start: a tone higher than any of a verdict, then the drill's own words. */
  cue(words) {
    if (!this.on) return;
    const sounds = this.kind !== "words" || !words || !this.speaks;
    if (sounds) this.tone(2200, 0);
    if (words && this.kind !== "tones") this.speak(words, sounds ? SPEECH_AFTER_MS : 0);
  }

  tone(frequency, after) {
    if (!this.context) return;
    const start = this.context.currentTime + after;
    const oscillator = this.context.createOscillator();
    const gain = this.context.createGain();
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(LOUDEST * this.volume, start + 0.02);
    gain.gain.setValueAtTime(LOUDEST * this.volume, start + TONE_S - 0.06);
    gain.gain.linearRampToValueAtTime(0, start + TONE_S);
    oscillator.connect(gain).connect(this.context.destination);
    oscillator.start(start);
    oscillator.stop(start + TONE_S);
  }

  speak(words, after) {
    if (!this.speaks) return;
    window.speechSynthesis.cancel();
    const speech = new SpeechSynthesisUtterance(words);
    speech.lang = this.language;
    speech.volume = this.volume;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => window.speechSynthesis.speak(speech), after);
  }

  remove() {
    this.switch_off();
    clearTimeout(this.timer);
    this.context?.close();
    this.context = null;
  }
}
