// The conversation as the events of the session tell it. It knows no element of the page.

import { samplesOf } from "./speaker.js";

const TRANSCRIPTION = "conversation.item.input_audio_transcription";
const MOST_TURNS = 50;
const MOST_REPEATED = 12; // turns that a new session is told

export class Conversation {
  turns = [];
  phase = "idle"; // or hearing, thinking, speaking
  #responses = new Map();
  #active = null;
  #silenced = new Set();
  #held = null; // the turn that is being said while the button is pressed

  /**
   * `listener` has `turnChanged(turn)`, `turnRemoved(turn)`, `phaseChanged(phase)`, `complained(error)`
   * and `heardNothing()`.
   */
  constructor(connection, speaker, listener) {
    this.connection = connection;
    this.speaker = speaker;
    this.listener = listener;
  }

  /** Tell a new session what was said before. */
  repeat() {
    this.#active = null;
    this.#responses.clear();
    for (const turn of this.turns.filter(({ isDone }) => isDone).slice(-MOST_REPEATED)) {
      this.#create("user", "input_text", turn.heard);
      if (turn.reply) this.#create("assistant", "output_text", turn.reply);
    }
  }

  /** Ask something in writing. */
  write(text) {
    this.interrupt();
    this.#add({ heard: text, isFinal: true });
    this.#create("user", "input_text", text);
    this.connection.send("response.create");
    this.#enter("thinking");
  }

  /** Begin a turn that the button ends. */
  hold() {
    this.interrupt();
    this.connection.send("input_audio_buffer.clear");
    this.#held = this.#add({});
    this.#enter("hearing");
  }

  /** End it; one that was hardly begun is dropped. */
  release(isLongEnough) {
    const turn = this.#held;
    if (turn === null) return;
    if (isLongEnough) {
      this.connection.send("input_audio_buffer.commit");
      this.connection.send("response.create");
      this.#enter("thinking");
    } else {
      this.connection.send("input_audio_buffer.clear");
      this.#remove(turn);
      this.#held = null;
      this.#enter("idle");
    }
  }

  /** Be silent at once, and tell how much was heard. */
  async interrupt() {
    if (this.#active !== null) {
      this.#silenced.add(this.#active);
      this.connection.send("response.cancel", { response_id: this.#active });
    }
    await this.#silence();
  }

  /** The session is over: nothing more comes for what was open. */
  end() {
    this.#active = null;
    this.#held = null;
    this.#responses.clear();
    for (const turn of this.turns.filter(({ isDone }) => !isDone)) {
      turn.isDone = true;
      turn.isFinal = true;
      if (turn.heard) this.listener.turnChanged(turn);
      else this.#remove(turn);
    }
    this.#enter("idle");
  }

  clear() {
    this.speaker.stop();
    this.end();
    this.turns = [];
  }

  /** The speaker has begun with a reply, or has nothing more to say. */
  soundChanged(speaks) {
    if (speaks) this.#enter("speaking");
    else if (this.phase === "speaking") this.#enter(this.#active === null ? "idle" : "thinking");
  }

  handle(event) {
    switch (event.type) {
      case "input_audio_buffer.speech_started":
        this.#speechStarted(event.item_id);
        break;
      case "input_audio_buffer.speech_stopped":
        this.#enter("thinking");
        break;
      case "input_audio_buffer.committed":
        this.#turnOf(event.item_id);
        this.#held = null;
        break;
      case `${TRANSCRIPTION}.delta`:
        this.#change(this.#turnOf(event.item_id), (turn) => { turn.heard += event.delta; });
        break;
      case `${TRANSCRIPTION}.completed`:
        this.#heard(this.#turnOf(event.item_id), event.transcript);
        break;
      case `${TRANSCRIPTION}.failed`:
        this.#change(this.#turnOf(event.item_id), (turn) => { turn.error = event.error.message; });
        this.#enter("idle");
        break;
      case "error":
        if (event.error.code !== "response_cancel_not_active") this.listener.complained(event.error);
        break;
      default:
        this.#handleResponse(event);
    }
  }

  #handleResponse(event) {
    switch (event.type) {
      case "response.created": {
        const waiting = this.turns.filter(({ response, isDone }) => !response && !isDone);
        // The next turn may have begun already; one that is held has no words yet.
        const turn = waiting.findLast(({ isFinal }) => isFinal) ?? waiting.at(-1);
        this.#active = event.response.id;
        if (!turn) break;
        turn.response = event.response.id;
        this.#responses.set(event.response.id, turn);
        break;
      }
      case "response.output_text.delta":
      case "response.output_audio_transcript.delta":
        this.#change(this.#responses.get(event.response_id), (turn) => { turn.reply += event.delta; });
        break;
      case "response.output_audio.delta":
        this.#play(event);
        break;
      case "response.done":
        this.#responseDone(event.response);
        break;
    }
  }

  #play({ response_id: response, item_id: item, delta }) {
    if (this.#silenced.has(response)) return;
    const turn = this.#responses.get(response);
    if (turn) turn.spoken = item;
    this.speaker.play(item, samplesOf(delta));
  }

  #speechStarted(item) {
    if (this.#active !== null) this.#silenced.add(this.#active); // the server has ended it
    this.#silence();
    this.#turnOf(item);
    this.#enter("hearing");
  }

  #heard(turn, transcript) {
    if (!turn) return;
    if (!transcript) {
      this.#remove(turn);
      this.listener.heardNothing();
      this.#enter("idle");
      return;
    }
    this.#change(turn, () => {
      turn.heard = transcript;
      turn.isFinal = true;
    });
    this.#enter("thinking");
  }

  #responseDone(response) {
    if (this.#active === response.id) this.#active = null;
    this.#silenced.delete(response.id);
    this.#change(this.#responses.get(response.id), (turn) => {
      turn.isDone = true;
      turn.isInterrupted ||= response.status === "cancelled";
      turn.morgan = response.morgan ?? null;
      turn.error = response.status_details?.error?.message ?? turn.error;
    });
    this.#responses.delete(response.id);
    if (!this.speaker.speaks && this.#active === null && this.phase !== "hearing") this.#enter("idle");
  }

  async #silence() {
    const cut = await this.speaker.stop();
    if (cut === null) return;
    const { item, milliseconds } = cut;
    this.#change(this.turns.find(({ spoken }) => spoken === item), (turn) => { turn.isInterrupted = true; });
    this.connection.send("conversation.item.truncate", { item_id: item, content_index: 0, audio_end_ms: milliseconds });
  }

  #turnOf(item) {
    const turn = this.turns.find((other) => other.item === item);
    if (turn) return turn;
    if (this.#held !== null && !this.#held.item) {
      this.#held.item = item;
      return this.#held;
    }
    return this.#add({ item });
  }

  #add(fields) {
    const turn = {
      item: null, spoken: null, response: null, heard: "", reply: "", error: "", morgan: null,
      isFinal: false, isDone: false, isInterrupted: false, ...fields,
    };
    this.turns.push(turn);
    if (this.turns.length > MOST_TURNS) this.#remove(this.turns[0]);
    this.listener.turnChanged(turn);
    return turn;
  }

  #remove(turn) {
    this.turns = this.turns.filter((other) => other !== turn);
    this.listener.turnRemoved(turn);
  }

  #change(turn, change) {
    if (!turn || !this.turns.includes(turn)) return;
    change(turn);
    this.listener.turnChanged(turn);
  }

  #create(role, type, text) {
    this.connection.send("conversation.item.create", { item: { type: "message", role, content: [{ type, text }] } });
  }

  #enter(phase) {
    if (phase === this.phase) return;
    this.phase = phase;
    this.listener.phaseChanged(phase);
  }
}
