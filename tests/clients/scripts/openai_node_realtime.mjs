// OpenAI's client for Node over realtime, which speaks TLS alone: a written turn, a spoken one, an error.
import assert from "node:assert/strict";
import OpenAI from "openai";
import { OpenAIRealtimeWS } from "openai/realtime/ws";

const { MORGAN_URL, MORGAN_WORDS } = process.env;
const client = new OpenAI({ baseURL: `${MORGAN_URL}/v1`, apiKey: "none", maxRetries: 0 });
const CHUNK = 4800; // 100 ms

const spoken = await client.audio.speech.create({
  model: "tts-1", voice: "en-US", input: MORGAN_WORDS, speed: 0.9, response_format: "pcm",
});
const pcm = Buffer.from(await spoken.arrayBuffer());

const realtime = new OpenAIRealtimeWS({ model: "morgan" }, client);
assert.equal(realtime.url.protocol, "wss:");
const waiting = [];
const errors = [];
realtime.on("error", (error) => errors.push(error));
realtime.on("event", (event) => {
  for (const one of waiting.filter(({ type }) => type === event.type)) {
    waiting.splice(waiting.indexOf(one), 1);
    one.resolve(event);
  }
});
const next = (type) => new Promise((resolve) => waiting.push({ type, resolve }));

await next("session.created");
const updated = next("session.updated");
realtime.send({
  type: "session.update",
  session: {
    type: "realtime",
    audio: { input: { transcription: { model: "whisper-1", language: "en" }, turn_detection: { type: "server_vad" } } },
  },
});
assert.equal((await updated).session.type, "realtime");

let audio = 0;
realtime.on("response.output_audio.delta", ({ delta }) => (audio += Buffer.from(delta, "base64").length));
let done = next("response.done");
realtime.send({
  type: "conversation.item.create",
  item: { type: "message", role: "user", content: [{ type: "input_text", text: "what's the date" }] },
});
realtime.send({ type: "response.create" });
assert.equal((await done).response.status, "completed");
assert.ok(audio > 24000);

const started = next("input_audio_buffer.speech_started");
const heard = next("conversation.item.input_audio_transcription.completed");
done = next("response.done");
for (const part of [pcm, Buffer.alloc(96000)]) {
  for (let place = 0; place < part.length; place += CHUNK) {
    const piece = part.subarray(place, place + CHUNK).toString("base64");
    realtime.send({ type: "input_audio_buffer.append", audio: piece });
  }
}
await started;
assert.equal((await heard).transcript.toLowerCase().replace(/\.$/, ""), MORGAN_WORDS);
assert.equal((await done).response.status, "completed");

assert.equal(errors.length, 0, String(errors[0]));
const failed = next("error");
realtime.send({ type: "conversation.item.retrieve", item_id: "nobody", event_id: "mine" });
assert.equal((await failed).error.event_id, "mine");
realtime.close();
