/**
 * Sounds and notifications of the browser, for viewers who asked for them. Both tell only what the live region tells,
 * with the same delay and the same seals.
 */

/** Two notes for a result, three for a great milestone, in Hz: quiet, and over in a second. */
const NOTES = { result: [659.3, 880], great: [659.3, 880, 1318.5] };
const NOTE_SECONDS = 0.16;
const LOUDNESS = 0.08;

export class Chime {
  /** @type {AudioContext | null} */
  #audio = null;

  /** Make ready: browsers give sound only to a page that was clicked or typed at. */
  prepare() {
    if (typeof AudioContext === "undefined") return;
    this.#audio ??= new AudioContext();
    this.#audio.resume().catch(() => {});
  }

  /** @param {boolean} great */
  ring(great) {
    const audio = this.#audio;
    if (audio === null || audio.state !== "running") return;
    (great ? NOTES.great : NOTES.result).forEach((pitch, at) => note(audio, pitch, audio.currentTime + at * NOTE_SECONDS));
  }
}

/** @param {AudioContext} audio @param {number} pitch @param {number} start */
function note(audio, pitch, start) {
  const tone = new OscillatorNode(audio, { type: "sine", frequency: pitch });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + 3 * NOTE_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + 3 * NOTE_SECONDS);
}

/**
 * Ask the browser to allow notifications; return why there are none, empty where they are allowed.
 * @returns {Promise<string>}
 */
export async function askToNotify() {
  if (typeof Notification === "undefined" || !window.isSecureContext) {
    return "This browser shows notifications only for pages that came over https.";
  }
  const answer = await Notification.requestPermission();
  return answer === "granted" ? "" : "This browser does not allow it: its settings for this page do.";
}

/**
 * Show a notification; a newer one takes the place of the last.
 * @param {string} title
 * @param {string} body
 */
export function notify(title, body) {
  if (typeof Notification === "undefined" || Notification.permission !== "granted") return;
  try {
    const shown = new Notification(title, { body, tag: "sweepcast" });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  } catch {
    // Some browsers on phones know the word and allow none.
  }
}
