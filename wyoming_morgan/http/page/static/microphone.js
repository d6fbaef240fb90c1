// The microphone: opened when it is needed, and why it may not be there.

const RATE = 24_000;
const WISHES = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
const PROBLEMS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** There is no microphone; `kind` is `insecure`, `denied`, `missing`, `busy`, `gone` or `failed`. */
export class MicrophoneProblem extends Error {
  constructor(kind) {
    super(kind);
    this.kind = kind;
  }
}

export class Microphone {
  #stream = null;
  #context = null;
  #opening = null;

  /** `heard` gets each frame (an ArrayBuffer of 16-bit samples) and its level; `lost` a problem. */
  constructor(heard, lost) {
    this.heard = heard;
    this.lost = lost;
  }

  get isOpen() {
    return this.#context !== null;
  }

  /** Open it. Throws `MicrophoneProblem`. */
  async open(device = "") {
    if (this.isOpen) return;
    this.#opening ??= this.#open(device);
    try {
      await this.#opening;
    } catch (error) {
      this.close();
      throw error instanceof MicrophoneProblem ? error : new MicrophoneProblem(PROBLEMS[error.name] ?? "failed");
    } finally {
      this.#opening = null;
    }
  }

  close() {
    for (const track of this.#stream?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
    this.#context?.close();
    this.#stream = null;
    this.#context = null;
  }

  async #open(device) {
    if (!window.isSecureContext || !navigator.mediaDevices) throw new MicrophoneProblem("insecure");
    const chosen = device ? { deviceId: { exact: device } } : {};
    this.#stream = await navigator.mediaDevices.getUserMedia({ audio: { ...WISHES, ...chosen } });
    const [track] = this.#stream.getAudioTracks();
    track.onended = () => {
      this.close();
      this.lost(new MicrophoneProblem("gone"));
    };
    const [context, source] = this.#source();
    await context.audioWorklet.addModule("page/capture.js");
    const node = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
    node.port.onmessage = ({ data }) => this.heard(data.buffer, data.level);
    source.connect(node);
    await context.resume();
    this.#context = context;
  }

  /** Return a context and the microphone in it: at 24 kHz, or at its own rate where a browser insists on it. */
  #source() {
    const context = new AudioContext({ sampleRate: RATE });
    try {
      return [context, context.createMediaStreamSource(this.#stream)];
    } catch {
      context.close();
      const own = new AudioContext();
      return [own, own.createMediaStreamSource(this.#stream)];
    }
  }
}

/** Return the microphones by id; their names are known once one was allowed. */
export async function microphones() {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices.filter((device) => device.kind === "audioinput" && device.deviceId);
}

/** Return base64 of bytes. */
export function base64Of(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer)));
}

/** Return decibels below full scale. */
export function decibels(level) {
  return level > 0 ? Math.max(-99, 20 * Math.log10(level)) : -99;
}
