// The line to the recording: kept up, and honest about when it is down.

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 5000;
const REFUSED_AFTER = 3;

/** Connects, connects again, and hands on what it hears. */
export class LiveSocket {
  constructor({ address, hear, state, refused }) {
    Object.assign(this, { address, hear, state, refused, wait: FIRST_WAIT_MS, failed: 0, left: false });
    this.connect();
  }

  connect() {
    this.state("connecting");
    let opened = false;
    this.socket = new WebSocket(this.address);
    this.socket.onopen = () => {
      opened = true;
      this.failed = 0;
      this.wait = FIRST_WAIT_MS;
    };
    this.socket.onmessage = ({ data }) => this.hear(JSON.parse(data));
    this.socket.onclose = () => this.again(opened);
  }

  again(opened) {
    if (this.left) return;
    this.failed += opened ? 0 : 1;
    if (this.failed >= REFUSED_AFTER) this.refused?.();
    this.state("down");
    this.timer = setTimeout(() => this.connect(), this.wait);
    this.wait = Math.min(LONGEST_WAIT_MS, this.wait * 1.6);
  }

  /** Give an order; tells whether there is somebody to hear it. */
  give(order) {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify({ v: 1, ...order }));
    return true;
  }

  leave() {
    this.left = true;
    clearTimeout(this.timer);
    this.socket.onclose = null;
    this.socket.close();
  }
}
