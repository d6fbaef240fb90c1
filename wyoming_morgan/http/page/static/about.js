// What answers here: the engines in use, what would be better, and the voices.

import { element } from "./elements.js";

const ROLES = ["stt", "tts", "vad", "wake", "agent", "llm"];
const BYTES_PER_MB = 1_000_000;

export class About {
  constructor(api, texts) {
    this.api = api;
    this.texts = texts;
  }

  /** Return how far the services have come: `{status, services}`. */
  async readiness() {
    return (await this.api("ready")).json(); // its body says it, also where the status is 503
  }

  async showEngines(list) {
    const [{ services }, { models }] = await Promise.all([
      this.readiness(),
      this.api("api/ps").then((response) => response.json()),
    ]);
    const names = ROLES.filter((role) => role in services);
    list.replaceChildren(...names.flatMap((name) => this.#entry(name, services[name], models)));
  }

  async showVersion(place) {
    const { version } = await (await this.api("health")).json();
    place.textContent = this.texts.say("version", { version });
  }

  async showVoices(select, chosen) {
    const response = await this.api("v1/audio/voices");
    const { voices } = response.ok ? await response.json() : { voices: [] };
    const options = voices.map(({ id, name, languages }) => {
      const label = languages.length ? `${name} (${languages.join(", ")})` : name;
      return element("option", { value: id }, label);
    });
    select.replaceChildren(element("option", { value: "" }, this.texts.say("about.voice_auto")), ...options);
    select.value = chosen;
    select.closest("label").hidden = voices.length < 2;
  }

  #entry(name, service, models) {
    const role = this.texts.say(`role.${name}`);
    const lines = [element("p", {}, service.detail || this.texts.say(`readiness.${service.state}`))];
    if (service.stands_in_for) {
      lines.push(element("p", { class: "aside" }, this.texts.say("about.stands_in", { engine: service.stands_in_for })));
    }
    const memory = models
      .filter((model) => model.kind === name && model.loaded && model.memory_bytes >= BYTES_PER_MB)
      .map((model) => this.#model(model, service.detail));
    if (memory.length) lines.push(element("p", { class: "aside" }, memory.join(", ")));
    if (service.hint) {
      lines.push(element("p", { class: "better" }, `${this.texts.say("about.better")} `, element("code", {}, service.hint)));
    }
    return [element("dt", { class: service.state }, role), element("dd", {}, ...lines)];
  }

  #model({ name, memory_bytes: bytes }, detail) {
    const size = new Intl.NumberFormat(this.texts.language, { maximumFractionDigits: 0 }).format(bytes / BYTES_PER_MB);
    return detail.includes(name) ? `${size} MB` : `${name} (${size} MB)`;
  }
}
