// The capture worklet: 40 ms of the microphone at a time, as 16-bit samples at 24 kHz, with their level.

const RATE = 24_000;
const FRAME = 960;

class Capture extends AudioWorkletProcessor {
  #frame = new Int16Array(FRAME);
  #filled = 0;
  #squares = 0;
  #sum = 0;
  #count = 0;
  #position = 0;

  process([[samples]]) {
    if (!samples) return true;
    for (const sample of samples) this.#take(sample);
    return true;
  }

  /** Bring the rate down to 24 kHz, by averages: the context has this rate already where browsers allow it. */
  #take(sample) {
    this.#sum += sample;
    this.#count += 1;
    this.#position += RATE;
    while (this.#position >= sampleRate) {
      this.#position -= sampleRate;
      this.#put(this.#count ? this.#sum / this.#count : sample);
      this.#sum = 0;
      this.#count = 0;
    }
  }

  #put(sample) {
    const value = Math.max(-1, Math.min(1, sample));
    this.#squares += value * value;
    this.#frame[this.#filled] = value * 32_767;
    this.#filled += 1;
    if (this.#filled < FRAME) return;
    const { buffer } = this.#frame;
    this.port.postMessage({ buffer, level: Math.sqrt(this.#squares / FRAME) }, [buffer]);
    this.#frame = new Int16Array(FRAME);
    this.#filled = 0;
    this.#squares = 0;
  }
}

registerProcessor("capture", Capture);
