// When the microphone's sound goes to Morgan: while the button is held, or all the time.

import { base64Of } from "./microphone.js";

const LEAST_MS = 250;
const LAST_MS = 150; // people let go a little too early
const KEPT_OPEN_MS = 60_000;
const FRAME_MS = 40;
const SILENT_FRAMES = 100;

export class Listening {
  isHandsFree = false; // whether it listens without the button
  #isHeld = false;
  #sends = false;
  #sentMs = 0;
  #silentFrames = 0;
  #closing = null;

  /** `prepare` opens the session and the microphone; `silent` is called if only zeros come. */
  constructor({ microphone, connection, conversation, prepare, silent, tooShort, changed }) {
    Object.assign(this, { microphone, connection, conversation, prepare, silent, tooShort, changed });
  }

  get isActive() {
    return this.#isHeld || this.isHandsFree;
  }

  /** Take what the microphone gives. */
  hear(buffer, level) {
    if (!this.#sends) return;
    this.connection.send("input_audio_buffer.append", { audio: base64Of(buffer) });
    this.#sentMs += FRAME_MS;
    this.#silentFrames = level === 0 ? this.#silentFrames + 1 : 0;
    if (this.#silentFrames === SILENT_FRAMES) this.silent();
  }

  async press() {
    if (this.isActive) return;
    this.#isHeld = true;
    this.changed();
    if (!(await this.prepare())) {
      this.#isHeld = false;
      this.changed();
      return;
    }
    if (!this.#isHeld) {
      this.tooShort(); // it was let go meanwhile
      return;
    }
    this.conversation.hold();
    this.#begin();
  }

  async release() {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.changed();
    if (!this.#sends) return;
    await new Promise((resolve) => setTimeout(resolve, LAST_MS));
    const isLongEnough = this.#sentMs >= LEAST_MS + LAST_MS;
    this.#end();
    this.conversation.release(isLongEnough);
    if (!isLongEnough) this.tooShort();
  }

  async startHandsFree() {
    if (this.isActive) return;
    this.isHandsFree = true;
    this.changed();
    if (await this.prepare()) this.#begin();
    else this.isHandsFree = false;
    this.changed();
  }

  stop() {
    this.isHandsFree = false;
    this.#isHeld = false;
    this.#end();
    this.changed();
  }

  #begin() {
    clearTimeout(this.#closing);
    this.#sentMs = 0;
    this.#silentFrames = 0;
    this.#sends = true;
  }

  /** Send nothing more; the microphone is given back when it has not been used for a while. */
  #end() {
    this.#sends = false;
    clearTimeout(this.#closing);
    this.#closing = setTimeout(() => this.microphone.close(), KEPT_OPEN_MS);
  }
}
