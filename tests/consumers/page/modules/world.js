/** What the tests of the SDK hold in their hand: time, sockets, and streams. */

/** Time that passes when it is told to. */
export class Clock {
  time = 0;
  timers = [];

  now() {
    return this.time;
  }

  after(act, milliseconds) {
    const timer = { act, at: this.time + milliseconds };
    this.timers.push(timer);
    return timer;
  }

  cancel(timer) {
    this.timers = this.timers.filter((each) => each !== timer);
  }

  pass(milliseconds) {
    const until = this.time + milliseconds;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.cancel(next);
      this.time = next.at;
      next.act();
    }
    this.time = until;
  }
}

/** A WebSocket of which the test is the other end. */
export class FakeSocket {
  closed = false;
  sent = [];
  onmessage = null;
  onclose = null;
  onerror = null;

  constructor(address) {
    this.address = address;
  }

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
  }

  say(text) {
    this.onmessage?.({ data: text });
  }

  cut() {
    this.end(1006, "");
  }

  end(code, reason) {
    this.onclose?.({ code, reason });
  }
}

/** An answer to `fetch` of which the test is the other end. */
export class FakeStream {
  closed = false;
  sent = [];

  constructor(address, { signal, headers }) {
    this.address = address;
    this.headers = headers;
    this.answer = new Promise((resolve, reject) => {
      this.respond = resolve;
      signal.addEventListener("abort", () => {
        this.closed = true;
        reject(signal.reason);
      });
    });
    this.stream = new ReadableStream({ start: (controller) => (this.body = controller) });
    this.opened = false;
  }

  open() {
    if (!this.opened) this.respond(new Response(this.stream, { headers: { "Content-Type": "text/event-stream" } }));
    this.opened = true;
  }

  say(text) {
    this.open();
    this.body.enqueue(new TextEncoder().encode(`id: c\ndata: ${text}\n\n`));
  }

  cut() {
    this.open();
    this.body.error(new Error("reset"));
  }

  refuse({ status, headers, body }) {
    this.respond(new Response(body, { status, headers }));
  }
}

/** Let everything happen that waits for nothing but its turn. */
export async function settled() {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
