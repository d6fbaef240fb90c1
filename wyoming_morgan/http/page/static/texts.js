// The words of the page: one file a language. Every text of the page goes through here.

export const LANGUAGES = {
  en: "English",
  de: "Deutsch",
  es: "Español",
  fr: "Français",
  it: "Italiano",
  nl: "Nederlands",
};

export class Texts {
  #words = {};
  language = "en";

  /** Load a language; one that is not there is English. */
  async load(language) {
    this.language = language in LANGUAGES ? language : "en";
    const response = await fetch(`page/${this.language}.json`);
    this.#words = await response.json();
    document.documentElement.lang = this.language;
    this.#fill();
  }

  /** Return a text, with `{name}` replaced by its value. */
  say(key, values = {}) {
    const words = this.#words[key] ?? key;
    return words.replaceAll(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  }

  milliseconds(value) {
    const options = value < 1000 ? { maximumFractionDigits: 0 } : { maximumFractionDigits: 2 };
    const number = new Intl.NumberFormat(this.language, options).format(value < 1000 ? value : value / 1000);
    return `${number} ${value < 1000 ? "ms" : "s"}`;
  }

  #fill() {
    for (const element of document.querySelectorAll("[data-text]")) {
      element.textContent = this.say(element.dataset.text);
    }
    for (const element of document.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", this.say(element.dataset.label));
    }
    for (const element of document.querySelectorAll("[data-placeholder]")) {
      element.placeholder = this.say(element.dataset.placeholder);
    }
  }
}

/** The language to begin with: the one that was chosen, else the browser's. */
export function preferredLanguage(chosen) {
  const wishes = [chosen, ...navigator.languages].filter(Boolean);
  return wishes.map((tag) => tag.split("-")[0]).find((tag) => tag in LANGUAGES) ?? "en";
}
