// The turns on the page: what was said, what was answered, what was done, and how long it took.

import { element } from "./elements.js";
import { waterfall } from "./waterfall.js";

export class TurnsView {
  #places = new Map();

  constructor(list, texts) {
    this.list = list;
    this.texts = texts;
  }

  show(turn) {
    const isAtEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 80;
    const place = this.#places.get(turn) ?? this.#add(turn);
    place.setAttribute("aria-busy", String(!turn.isDone));
    place.classList.toggle("final", turn.isFinal);
    this.#say(place.children[0], "turns.you", turn.heard || "…");
    const isWaiting = turn.isFinal && !turn.isDone && !turn.reply;
    this.#say(place.children[1], "turns.morgan", isWaiting ? "…" : turn.reply);
    place.children[1].classList.toggle("interrupted", turn.isInterrupted);
    place.children[1].classList.toggle("waiting", isWaiting);
    if (turn.isDone || turn.error) place.children[2].replaceChildren(...this.#account(turn));
    if (isAtEnd) place.scrollIntoView({ block: "end" });
  }

  remove(turn) {
    this.#places.get(turn)?.remove();
    this.#places.delete(turn);
  }

  clear() {
    this.list.replaceChildren();
    this.#places.clear();
  }

  #add(turn) {
    const place = element(
      "li", { class: "turn" },
      element("p", { class: "heard" }),
      element("p", { class: "reply" }),
      element("div", { class: "account" }),
    );
    this.#places.set(turn, place);
    this.list.append(place);
    return place;
  }

  #say(place, speaker, text) {
    place.hidden = !text;
    if (place.dataset.said === text) return;
    place.dataset.said = text;
    place.replaceChildren(element("span", { class: "hidden" }, this.texts.say(speaker)), text);
  }

  *#account(turn) {
    if (turn.error) yield element("p", { class: "error" }, turn.error);
    if (turn.isInterrupted) yield element("p", { class: "aside" }, this.texts.say("turns.interrupted"));
    if (!turn.morgan) return;
    const acts = [...this.#acts(turn.morgan)];
    if (acts.length) yield element("ul", { class: "acts", "aria-label": this.texts.say("acts.label") }, ...acts);
    const stages = waterfall(turn.morgan, this.texts);
    if (stages) yield stages;
  }

  *#acts({ actions, intents, held }) {
    if (actions.length) {
      for (const action of actions) yield this.#act(action.name, action.arguments, resultOf(action), action.result);
    } else if (!held.length) {
      for (const intent of intents) yield this.#act(intent.name, intent.slots, "understood", "");
    }
    for (const action of held) yield this.#act(action.name, action.arguments, "held", "");
  }

  #act(name, values, result, detail) {
    const what = Object.values(values).flat().filter((value) => typeof value !== "object").join(" · ");
    return element(
      "li", { class: result, title: detail },
      element("code", {}, name),
      what ? ` ${what} ` : " ",
      element("span", { class: "result" }, this.texts.say(`acts.${result}`)),
    );
  }
}

function resultOf({ success }) {
  if (success === null) return "understood";
  return success ? "done" : "failed";
}
