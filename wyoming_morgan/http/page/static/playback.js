// The playback worklet: a queue without an end, since speech comes faster than it is played; emptied at once.

class Playback extends AudioWorkletProcessor {
  #queue = [];
  #first = 0;
  #offset = 0;
  #item = null;
  #frames = 0;
  #plays = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => {
      if (data.samples) this.#queue.push(data);
      else this.#stop();
    };
  }

  process(_, [[output]]) {
    let filled = 0;
    while (filled < output.length && this.#first < this.#queue.length) {
      const { item, samples } = this.#queue[this.#first];
      if (item !== this.#item) this.#begin(item);
      const count = Math.min(output.length - filled, samples.length - this.#offset);
      output.set(samples.subarray(this.#offset, this.#offset + count), filled);
      filled += count;
      this.#offset += count;
      this.#frames += count;
      if (this.#offset === samples.length) this.#advance();
    }
    if (this.#plays && filled < output.length) {
      this.#plays = false;
      this.port.postMessage({ type: "silent" });
    } else if (filled > 0 && !this.#plays) {
      this.#plays = true;
      this.port.postMessage({ type: "began" });
    }
    return true;
  }

  #begin(item) {
    this.#item = item;
    this.#frames = 0;
  }

  #advance() {
    this.#offset = 0;
    this.#first += 1;
    if (this.#first === this.#queue.length) {
      this.#queue = [];
      this.#first = 0;
    }
  }

  #stop() {
    const isCut = this.#first < this.#queue.length;
    this.port.postMessage({ type: "stopped", item: this.#item, frames: this.#frames, isCut });
    this.#queue = [];
    this.#first = 0;
    this.#offset = 0;
    this.#plays = false;
  }
}

registerProcessor("playback", Playback);
