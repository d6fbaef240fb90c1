// The page: puts its parts together, and follows what is pressed and typed.

import { About } from "./about.js";
import { Connection } from "./connection.js";
import { Conversation } from "./conversation.js";
import { element } from "./elements.js";
import { kept } from "./kept.js";
import { KeyDialog } from "./key.js";
import { Listening } from "./listening.js";
import { Microphone, MicrophoneProblem } from "./microphone.js";
import { MicrophoneTest } from "./microphone_test.js";
import { SettingsView } from "./settings.js";
import { Speaker } from "./speaker.js";
import { TalkButton } from "./talk.js";
import { Texts, preferredLanguage } from "./texts.js";
import { TurnsView } from "./turns.js";

const RATE = 24_000;
const AGAIN_MS = 5000;
const RECONNECT_MS = 1000;
const EXAMPLES = ["example.1", "example.2", "example.3"];
const part = (id) => document.getElementById(id);

class Page {
  constructor() {
    this.texts = new Texts();
    this.settings = kept.settings;
    this.keyDialog = new KeyDialog(part("key"), this.texts);
    this.turnsView = new TurnsView(part("turns"), this.texts);
    this.speaker = new Speaker((speaks) => this.conversation.soundChanged(speaks));
    this.connection = new Connection(() => kept.key, (event) => this.conversation.handle(event), () => this.lost());
    this.conversation = new Conversation(this.connection, this.speaker, this);
    this.microphone = new Microphone((buffer, level) => this.heard(buffer, level), (problem) => this.complain(problem));
    this.listening = new Listening({
      microphone: this.microphone,
      connection: this.connection,
      conversation: this.conversation,
      prepare: () => this.prepare(),
      silent: () => this.notice(this.texts.say("microphone.silent")),
      tooShort: () => this.notice(this.texts.say("notice.hold")),
      changed: () => this.showState(),
    });
    this.talk = new TalkButton(part("talk"), this.listening, () => this.settings.handsFree);
    this.about = new About((path) => this.api(path), this.texts);
    this.test = new MicrophoneTest(part("test"), this.speaker, this.texts);
    this.settingsView = new SettingsView(this.settings, this.texts, this.about, (name) => this.settingsChanged(name));
  }

  async begin() {
    await this.texts.load(preferredLanguage(this.settings.pageLanguage));
    this.settingsView.fill();
    this.fillExamples();
    this.restore();
    this.follow();
    this.showState();
    await this.showReadiness();
    await this.keyDialog.ensure((key) => this.accepts(key));
    document.documentElement.dataset.ready = "true";
  }

  // What is pressed and typed

  follow() {
    part("write").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = part("text").value.trim();
      part("text").value = "";
      if (text) this.write(text);
    });
    part("new").addEventListener("click", () => this.startOver());
    part("notice").querySelector("button").addEventListener("click", () => this.notice(""));
    part("open-about").addEventListener("click", () => this.openAbout());
    part("test").addEventListener("close", () => this.closeTest());
    part("open-test").addEventListener("click", () => this.openTest());
    part("forget-key").addEventListener("click", () => {
      kept.key = "";
      location.reload();
    });
    for (const button of document.querySelectorAll("dialog .close")) {
      button.addEventListener("click", () => button.closest("dialog").close());
    }
  }

  async write(text) {
    this.notice("");
    if (await this.connect()) this.conversation.write(text);
  }

  startOver() {
    this.listening.stop();
    this.connection.close();
    this.conversation.clear();
    this.turnsView.clear();
    kept.turns = [];
    this.notice("");
    this.showWelcome();
  }

  async openAbout() {
    part("forget-key").hidden = !kept.key;
    part("about").showModal();
    await Promise.all([
      this.about.showEngines(part("engines")),
      this.about.showVersion(part("version")),
      this.settingsView.showDevices(),
    ]);
  }

  async openTest() {
    part("about").close();
    if (await this.openMicrophone()) this.test.begin();
  }

  closeTest() {
    if (!this.listening.isActive) this.microphone.close();
  }

  settingsChanged(name) {
    kept.settings = this.settings;
    if (name === "device") this.microphone.close();
    if (!this.settings.handsFree && this.listening.isHandsFree) this.listening.stop();
    if (name === "pageLanguage") {
      location.reload();
      return;
    }
    this.tellSettings();
    this.showState();
  }

  // The session and the microphone

  async prepare() {
    this.notice("");
    const opened = await Promise.all([this.connect(), this.openMicrophone()]);
    if (opened.every(Boolean)) this.tellSettings();
    this.showState();
    return opened.every(Boolean);
  }

  async connect() {
    const sound = this.speaker.open(); // at once: browsers allow it only now
    if (!this.connection.isOpen) {
      try {
        part("state").textContent = this.texts.say("state.connecting");
        await this.connection.open();
        this.tellSettings();
        this.conversation.repeat();
      } catch {
        this.notice(this.texts.say("error.unreachable"));
        this.showState();
        return false;
      }
    }
    await sound.catch(() => {}); // what cannot be heard can be read
    return true;
  }

  async openMicrophone() {
    try {
      await this.microphone.open(this.settings.device);
      return true;
    } catch (problem) {
      this.complain(problem);
      return false;
    }
  }

  tellSettings() {
    const { aloud, voice, language } = this.settings;
    const format = { type: "audio/pcm", rate: RATE };
    this.connection.send("session.update", {
      session: {
        type: "realtime",
        output_modalities: [aloud && Speaker.isPossible ? "audio" : "text"],
        audio: {
          input: {
            format,
            transcription: language ? { language } : {},
            turn_detection: this.listening.isHandsFree ? { type: "server_vad" } : null,
          },
          output: { format, voice: voice || "default" },
        },
      },
    });
  }

  heard(buffer, level) {
    this.talk.showLevel(this.listening.isActive ? level : 0);
    if (this.test.isRunning) this.test.hear(level);
    else this.listening.hear(buffer, level);
  }

  /** The session has ended by itself. */
  async lost() {
    const wasHandsFree = this.listening.isHandsFree;
    this.listening.stop();
    this.conversation.end();
    if (!wasHandsFree) return;
    this.notice(this.texts.say("error.closed"));
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    await this.listening.startHandsFree();
  }

  // What the conversation tells

  turnChanged(turn) {
    this.turnsView.show(turn);
    this.showWelcome();
    if (turn.isDone) kept.turns = this.conversation.turns.filter(({ isDone }) => isDone);
  }

  turnRemoved(turn) {
    this.turnsView.remove(turn);
    this.showWelcome();
  }

  phaseChanged() {
    this.showState();
  }

  complained(error) {
    this.notice(error.message);
  }

  heardNothing() {
    if (!this.listening.isHandsFree) this.notice(this.texts.say("notice.heard_nothing"));
  }

  complain(problem) {
    this.listening.stop();
    const kind = problem instanceof MicrophoneProblem ? problem.kind : "failed";
    this.notice(this.texts.say(`microphone.${kind}`));
  }

  // What is shown

  notice(text) {
    part("notice").querySelector("p").textContent = text;
    part("notice").hidden = !text;
  }

  showState() {
    const { phase } = this.conversation;
    const { isHandsFree } = this.listening;
    const hold = matchMedia("(hover: none)").matches ? "idle_touch" : "idle_hold";
    const idle = isHandsFree ? "listening" : this.settings.handsFree ? "idle_hands_free" : hold;
    const speaking = isHandsFree ? "speaking" : "speaking_hold";
    const state = { idle, speaking }[phase] ?? phase;
    part("state").textContent = this.texts.say(`state.${state}`);
    document.body.dataset.phase = phase === "idle" && isHandsFree ? "listening" : phase;
    const action = isHandsFree ? "hands_free_stop" : this.settings.handsFree ? "hands_free_start" : "hold";
    this.talk.show(this.texts.say(`talk.${action}`));
  }

  showWelcome() {
    part("welcome").hidden = this.conversation.turns.length > 0;
    part("new").hidden = this.conversation.turns.length === 0;
  }

  async showReadiness() {
    let status = "unreachable";
    try {
      ({ status } = await this.about.readiness());
    } catch {
      // it is not reachable, as said
    }
    part("readiness").textContent = this.texts.say(`readiness.${status}`);
    part("readiness").dataset.status = status;
    if (status !== "ready") setTimeout(() => this.showReadiness(), AGAIN_MS);
  }

  fillExamples() {
    const buttons = EXAMPLES.map((key) => {
      const button = element("button", { type: "button" }, this.texts.say(key));
      button.addEventListener("click", () => this.write(button.textContent));
      return element("li", {}, button);
    });
    part("examples").replaceChildren(...buttons);
  }

  restore() {
    this.conversation.turns = kept.turns;
    for (const turn of this.conversation.turns) this.turnsView.show(turn);
    this.showWelcome();
  }

  // Requests

  api(path, key = kept.key) {
    return fetch(path, { headers: key ? { Authorization: `Bearer ${key}` } : {} });
  }

  async accepts(key) {
    const response = await this.api("api/ps", key);
    return response.status !== 401;
  }
}

await new Page().begin();
