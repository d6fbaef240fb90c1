// The button to talk: held with a finger, a mouse or a key; pressed once where nothing can be held.

const FULL_LEVEL = 0.2;

export class TalkButton {
  #pointer = null;
  #keys = new Set();

  /** `isHandsFree` says whether pressing starts and stops listening. */
  constructor(button, listening, isHandsFree) {
    this.button = button;
    this.listening = listening;
    this.isHandsFree = isHandsFree;
    button.addEventListener("pointerdown", (event) => this.#down(event));
    button.addEventListener("pointerup", () => this.#up());
    button.addEventListener("pointercancel", () => this.#up());
    button.addEventListener("click", (event) => this.#click(event));
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    document.addEventListener("keydown", (event) => this.#keyDown(event));
    document.addEventListener("keyup", (event) => this.#keyUp(event));
    window.addEventListener("blur", () => this.#letGo());
  }

  show(label) {
    this.button.setAttribute("aria-label", label);
    this.button.title = label;
    this.button.setAttribute("aria-pressed", String(this.listening.isActive));
  }

  showLevel(level) {
    this.button.style.setProperty("--level", Math.min(1, level / FULL_LEVEL).toFixed(2));
  }

  #down(event) {
    if (this.isHandsFree() || event.button !== 0) return;
    this.#pointer = event.pointerId;
    this.button.setPointerCapture(event.pointerId);
    this.listening.press();
  }

  #up() {
    if (this.#pointer === null) return;
    this.#pointer = null;
    this.listening.release();
  }

  /** A press that nothing holds, such as a screen reader's, starts or stops. */
  #click(event) {
    const isOfPointer = event.pointerId >= 0 && event.pointerType !== "";
    if (this.isHandsFree()) {
      if (this.listening.isHandsFree) this.listening.stop();
      else this.listening.startHandsFree();
    } else if (!isOfPointer && event.detail === 0) {
      if (this.listening.isActive) this.listening.release();
      else this.listening.press();
    }
  }

  #keyDown(event) {
    if (!this.#talksBy(event)) return;
    event.preventDefault(); // no click follows, and nothing scrolls
    if (event.repeat || this.#keys.has(event.code)) return;
    this.#keys.add(event.code);
    if (this.isHandsFree()) this.button.click();
    else this.listening.press();
  }

  #keyUp(event) {
    if (!this.#keys.delete(event.code)) return;
    event.preventDefault();
    if (!this.isHandsFree()) this.listening.release();
  }

  #letGo() {
    this.#pointer = null;
    this.#keys.clear();
    if (!this.isHandsFree()) this.listening.release();
  }

  /** Whether a key is for the button: Space wherever nothing else takes it, Enter on the button itself. */
  #talksBy(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return false;
    if (event.target === this.button) return event.code === "Space" || event.code === "Enter";
    return event.code === "Space" && !event.target.closest("input, select, textarea, button, summary, a");
  }
}
