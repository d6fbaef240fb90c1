// What is heard: the reply's audio in order, until it ends or somebody speaks.

const RATE = 24_000;

export class Speaker {
  #context = null;
  #opening = null;
  #node = null;
  #stopped = null;

  /** `changed` is told whether something is heard. */
  constructor(changed) {
    this.changed = changed;
    this.speaks = false;
  }

  /** Whether this browser can play what comes: worklets need a page over HTTPS, or of this machine. */
  static get isPossible() {
    return window.isSecureContext && "AudioWorkletNode" in window;
  }

  /** Be ready to play. Browsers allow that only while somebody presses something. */
  async open() {
    if (!Speaker.isPossible) return;
    this.#opening ??= this.#open();
    await this.#opening;
    if (this.#context.state !== "running") await this.#context.resume();
  }

  /** Play samples after those that wait. */
  play(item, samples) {
    if (this.#node === null) return;
    this.speaks = true;
    this.#node.port.postMessage({ item, samples }, [samples.buffer]);
  }

  /** Be silent at once; return the item that was cut and how much of it was heard, or null. */
  async stop() {
    if (this.#node === null || !this.speaks) return null;
    this.speaks = false;
    const stopped = new Promise((resolve) => { this.#stopped = resolve; });
    this.#node.port.postMessage({});
    const { item, frames, isCut } = await stopped;
    const unheard = (this.#context.outputLatency || 0) * RATE;
    const milliseconds = Math.floor((Math.max(0, frames - unheard) / RATE) * 1000);
    return isCut && item !== null ? { item, milliseconds } : null;
  }

  async #open() {
    this.#context = new AudioContext({ sampleRate: RATE });
    await this.#context.audioWorklet.addModule("page/playback.js");
    const node = new AudioWorkletNode(this.#context, "playback", { numberOfInputs: 0, outputChannelCount: [1] });
    node.port.onmessage = ({ data }) => {
      if (data.type === "stopped") {
        this.#stopped?.(data);
        return;
      }
      this.speaks = data.type === "began";
      this.changed(this.speaks);
    };
    node.connect(this.#context.destination);
    this.#node = node;
  }
}

/** Return samples from base64 of 16-bit PCM. */
export function samplesOf(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return Float32Array.from(new Int16Array(bytes.buffer), (sample) => sample / 32_768);
}

/** Return half a second of a tone that rises, for the test of the microphone. */
export function chirp(seconds = 0.8) {
  const samples = new Float32Array(RATE * seconds);
  let phase = 0;
  for (let index = 0; index < samples.length; index += 1) {
    const part = index / samples.length;
    phase += (2 * Math.PI * (400 + 1600 * part)) / RATE;
    samples[index] = 0.3 * Math.sin(phase) * Math.sin(Math.PI * part);
  }
  return samples;
}
