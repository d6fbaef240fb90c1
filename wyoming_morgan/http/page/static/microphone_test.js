// The test of the microphone: is anything heard, how loud, and does it hear the loudspeaker?

import { decibels } from "./microphone.js";
import { Speaker, chirp } from "./speaker.js";

const SILENT_DB = -75;
const QUIET_DB = -42;
const CLIPPED_DB = -1;
const ECHO_DB = 12; // how much louder than the room a tone of one's own may come back
const JUDGED_AFTER_MS = 2500;
const REMEMBERED = 75; // frames of 40 ms

export class MicrophoneTest {
  #levels = [];
  #began = 0;

  constructor(dialog, speaker, texts) {
    this.dialog = dialog;
    this.speaker = speaker;
    this.texts = texts;
    this.meter = dialog.querySelector("#level");
    this.levelResult = dialog.querySelector("#test-level");
    this.echoResult = dialog.querySelector("#test-echo");
    dialog.querySelector("#run-echo").addEventListener("click", () => this.#testEcho());
  }

  get isRunning() {
    return this.dialog.open;
  }

  begin() {
    this.#levels = [];
    this.#began = performance.now();
    this.levelResult.textContent = this.texts.say("test.listening");
    this.echoResult.textContent = Speaker.isPossible ? "–" : this.texts.say("test.no_sound");
    this.dialog.showModal();
  }

  hear(level) {
    const value = decibels(level);
    this.#levels.push(value);
    if (this.#levels.length > REMEMBERED) this.#levels.shift();
    this.meter.value = value;
    if (performance.now() - this.#began > JUDGED_AFTER_MS) this.levelResult.textContent = this.#judgement();
  }

  #judgement() {
    const loudest = Math.max(...this.#levels);
    const level = `${Math.round(loudest)} dB`;
    if (loudest < SILENT_DB) return this.texts.say("test.silent");
    if (loudest < QUIET_DB) return this.texts.say("test.quiet", { level });
    if (loudest > CLIPPED_DB) return this.texts.say("test.clipped", { level });
    return this.texts.say("test.good", { level });
  }

  async #testEcho() {
    if (!Speaker.isPossible) return;
    await this.speaker.open();
    this.echoResult.textContent = this.texts.say("test.listening");
    const room = middle(this.#levels);
    this.#levels = [];
    this.speaker.play("test", chirp());
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const echo = Math.round(Math.max(...this.#levels, room) - room);
    const key = echo > ECHO_DB ? "test.echo_bad" : "test.echo_good";
    this.echoResult.textContent = this.texts.say(key, { level: `${echo} dB` });
  }
}

function middle(values) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted.length ? sorted[sorted.length >> 1] : -60;
}
