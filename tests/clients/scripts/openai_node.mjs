// OpenAI's client for Node: chats, responses, conversations, old completions, audio.
import assert from "node:assert/strict";
import fs from "node:fs";
import OpenAI from "openai";

const { MORGAN_URL, MORGAN_RECORDING, MORGAN_WORDS } = process.env;
const client = new OpenAI({ baseURL: `${MORGAN_URL}/v1`, apiKey: "none", maxRetries: 0 });
const model = "home/scripted";
const messages = [{ role: "user", content: "what's the date" }];

assert.ok((await client.chat.completions.create({ model: "morgan", messages })).choices[0].message.content);
let text = "";
for await (const chunk of await client.chat.completions.create({ model, messages, stream: true })) {
  text += chunk.choices[0]?.delta?.content ?? "";
}
assert.equal(text, "Hello, you.");

const conversation = await client.conversations.create({ items: [] });
const response = await client.responses.create({ model, conversation: conversation.id, input: "Hi" });
assert.equal(response.output_text, "Hello, you.");
const items = await client.conversations.items.list(conversation.id);
assert.equal(items.data.length, 2);
const given = await client.responses.inputItems.list(response.id);
assert.equal(given.data[0].content[0].text, "Hi");
const final = await client.responses.stream({ model, input: "Hi" }).finalResponse();
assert.equal(final.output_text, "Hello, you.");
assert.equal((await client.completions.create({ model, prompt: "Hi" })).choices[0].text, "Hello, you.");

const file = () => fs.createReadStream(MORGAN_RECORDING);
const heard = await client.audio.transcriptions.create({ model: "whisper-1", file: file() });
assert.equal(heard.text.toLowerCase().replace(/\.$/, ""), MORGAN_WORDS);
let done;
const stream = await client.audio.transcriptions.create({ model: "whisper-1", file: file(), stream: true });
for await (const event of stream) done = event;
assert.equal(done.text, heard.text);
const spoken = await client.audio.speech.create({ model: "tts-1", voice: "alloy", input: MORGAN_WORDS });
assert.ok((await spoken.arrayBuffer()).byteLength > 4000);
const secret = await client.realtime.clientSecrets.create({ session: { type: "realtime" } });
assert.match(secret.value, /^ek_/);
const made = await client.embeddings.create({ model: "home/vectors", input: "door" });
assert.equal(made.data[0].embedding.length, 26);
await assert.rejects(client.chat.completions.create({ model: "nobody", messages }), OpenAI.NotFoundError);
