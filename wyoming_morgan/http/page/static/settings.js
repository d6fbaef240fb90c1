// What can be chosen: how one talks, the voice, the languages, the microphone.

import { element } from "./elements.js";
import { microphones } from "./microphone.js";
import { LANGUAGES } from "./texts.js";

const part = (id) => document.getElementById(id);

export class SettingsView {
  /** `settings` are changed in place; `changed` is called then. */
  constructor(settings, texts, about, changed) {
    this.settings = settings;
    this.texts = texts;
    this.about = about;
    this.changed = changed;
  }

  fill() {
    const names = new Intl.DisplayNames([this.texts.language], { type: "language" });
    const spoken = Object.keys(LANGUAGES).map((tag) => element("option", { value: tag }, names.of(tag)));
    const auto = element("option", { value: "" }, this.texts.say("about.language_auto"));
    part("language").replaceChildren(auto, ...spoken);
    const ofPage = Object.entries(LANGUAGES).map(([tag, name]) => element("option", { value: tag, lang: tag }, name));
    part("page-language").replaceChildren(...ofPage);
    part("page-language").value = this.texts.language;
    this.#switch("hands-free", "handsFree");
    this.#switch("aloud", "aloud");
    this.#choice("language", "language");
    this.#choice("page-language", "pageLanguage");
    this.#choice("voice", "voice");
    this.#choice("device", "device");
    part("language").value = this.settings.language ?? "";
  }

  /** Fill the lists that are asked for when the dialog opens. */
  async showDevices() {
    await this.about.showVoices(part("voice"), this.settings.voice ?? "");
    const devices = await microphones();
    const named = devices.map(({ deviceId, label }) => element("option", { value: deviceId }, label || deviceId));
    part("device").replaceChildren(element("option", { value: "" }, this.texts.say("about.microphone_auto")), ...named);
    part("device").value = this.settings.device ?? "";
    part("device").closest("label").hidden = devices.length < 2;
  }

  #switch(id, name) {
    part(id).checked = this.settings[name];
    part(id).addEventListener("change", () => {
      this.settings[name] = part(id).checked;
      this.changed(name);
    });
  }

  #choice(id, name) {
    part(id).addEventListener("change", () => {
      this.settings[name] = part(id).value;
      this.changed(name);
    });
  }
}
