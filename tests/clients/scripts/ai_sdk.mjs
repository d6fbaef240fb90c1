// Vercel's AI SDK with its OpenAI provider: responses (its default), chats, old completions, objects, audio.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createOpenAI } from "@ai-sdk/openai";
import * as ai from "ai";
import { z } from "zod";

const { MORGAN_URL, MORGAN_RECORDING, MORGAN_WORDS } = process.env;
const morgan = createOpenAI({ baseURL: `${MORGAN_URL}/v1`, apiKey: "none" });
const weather = ai.tool({
  description: "The weather",
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `sunny in ${city}`,
});

for (const model of [morgan("home/scripted"), morgan.chat("home/scripted")]) {
  assert.equal((await ai.generateText({ model, prompt: "Hi", maxRetries: 0 })).text, "Hello, you.");
  assert.equal(await ai.streamText({ model, prompt: "Hi" }).text, "Hello, you.");
  const prompt = "The weather in Oslo?";
  const used = await ai.generateText({ model, prompt, tools: { get_weather: weather }, stopWhen: ai.stepCountIs(3) });
  assert.equal(used.text, "It is sunny in Oslo.");
  const schema = z.object({ city: z.string() });
  const { object } = await ai.generateObject({ model, schema, prompt: "Where?" });
  assert.deepEqual(object, { city: "Oslo" });
}
const old = morgan.completion("home/scripted");
assert.equal((await ai.generateText({ model: old, prompt: "Hi", maxRetries: 0 })).text, "Hello, you.");
assert.ok((await ai.generateText({ model: morgan("morgan"), prompt: "what's the date" })).text);
const { embeddings } = await ai.embedMany({ model: morgan.embedding("home/vectors"), values: ["door", "window"] });
assert.equal(embeddings.length, 2);
const audio = fs.readFileSync(MORGAN_RECORDING);
const heard = await ai.experimental_transcribe({ model: morgan.transcription("whisper-1"), audio });
assert.equal(heard.text.toLowerCase().replace(/\.$/, ""), MORGAN_WORDS);
const spoken = await ai.experimental_generateSpeech({ model: morgan.speech("tts-1"), text: MORGAN_WORDS });
assert.ok(spoken.audio.uint8Array.length > 4000);
