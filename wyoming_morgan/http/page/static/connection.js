// One session of /v1/realtime: events in both directions, as any client of that API has them.

const SUBPROTOCOL = "realtime";
const KEY_PROTOCOL = "openai-insecure-api-key.";
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/; // what a subprotocol may consist of
const OPEN_WITHIN_MS = 15_000;

export class Connection {
  #socket = null;
  #opening = null;

  /** `handle` gets every event of the server; `closed` is called when an open session ends. */
  constructor(key, handle, closed) {
    this.key = key;
    this.handle = handle;
    this.closed = closed;
  }

  get isOpen() {
    return this.#socket !== null && this.#opening === null;
  }

  /** Begin a session, and wait until the server says that it has begun. */
  async open() {
    if (this.isOpen) return;
    this.#opening ??= this.#open();
    try {
      await this.#opening;
    } finally {
      this.#opening = null;
    }
  }

  send(type, fields = {}) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ type, ...fields }));
  }

  close() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  async #open() {
    const address = new URL("v1/realtime?model=morgan", document.baseURI);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const protocols = [SUBPROTOCOL];
    if (this.key()) protocols.push(KEY_PROTOCOL + (await this.#token(this.key())));
    const socket = new WebSocket(address, protocols);
    await new Promise((resolve, reject) => {
      const fail = () => reject(new Error("no session"));
      const timer = setTimeout(() => { socket.close(); fail(); }, OPEN_WITHIN_MS);
      socket.onclose = () => { clearTimeout(timer); fail(); };
      socket.onmessage = (message) => {
        const event = JSON.parse(message.data);
        if (event.type !== "session.created") return;
        clearTimeout(timer);
        resolve();
      };
    });
    this.#socket = socket;
    socket.onmessage = (message) => this.handle(JSON.parse(message.data));
    socket.onclose = () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.closed();
    };
  }

  /** Return what stands for the key in a subprotocol: itself, or a secret where it has other characters. */
  async #token(key) {
    if (TOKEN.test(key)) return key;
    const response = await fetch("v1/realtime/client_secrets", {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: "{}",
    });
    return (await response.json()).value;
  }
}
