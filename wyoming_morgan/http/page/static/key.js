// The question for an API key, where Morgan has some.

import { kept } from "./kept.js";

export class KeyDialog {
  constructor(dialog, texts) {
    this.dialog = dialog;
    this.texts = texts;
    this.input = dialog.querySelector("#key-value");
    this.wrong = dialog.querySelector("#key-wrong");
  }

  /** Ask until a key is accepted; where none is needed, nothing is asked. */
  async ensure(accepts) {
    let key = kept.key;
    while (!(await accepts(key))) {
      this.wrong.textContent = key ? this.texts.say("key.wrong") : "";
      key = await this.#ask();
    }
    kept.key = key;
  }

  #ask() {
    this.input.value = "";
    this.dialog.showModal();
    return new Promise((resolve) => {
      this.dialog.addEventListener("close", () => resolve(this.input.value.trim()), { once: true });
    });
  }
}
