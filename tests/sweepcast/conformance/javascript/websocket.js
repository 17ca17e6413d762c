/**
 * A websocket client in a page, for the tests of the SDK over real sockets: Node 20 has none, and no package is taken.
 *
 * It tells refusals by their HTTP status, as a runtime can whose WebSocket is not a browser's. What it sends is small.
 */
import { randomBytes } from "node:crypto";
import http from "node:http";

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const BROKEN = 1006;

export class PlainSocket {
  onmessage = null;
  onclose = null;
  onerror = null;
  #stream = null;
  #unread = Buffer.alloc(0);
  #over = false;
  #request;

  constructor(address) {
    const { hostname, port, pathname, search } = new URL(address);
    const headers = {
      Connection: "Upgrade",
      Upgrade: "websocket",
      "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
      "Sec-WebSocket-Protocol": "cloudevents.json",
    };
    this.#request = http.get({ hostname, port, path: pathname + search, headers });
    this.#request.on("upgrade", (_, stream, head) => this.#opened(stream, head));
    this.#request.on("response", (answer) => this.#refused(answer));
    this.#request.on("error", (error) => this.#end({ code: BROKEN, reason: error.message }));
  }

  send(text) {
    this.#write(TEXT, Buffer.from(text));
  }

  close(code = 1000) {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.#write(CLOSE, payload);
    this.#over = true;
    this.#request.destroy();
    this.#stream?.end();
  }

  #opened(stream, head) {
    this.#stream = stream;
    stream.on("data", (data) => this.#read(data));
    stream.on("error", () => this.#end({ code: BROKEN, reason: "" }));
    stream.on("close", () => this.#end({ code: BROKEN, reason: "" }));
    if (head.length > 0) this.#read(head);
  }

  async #refused(answer) {
    let body = "";
    for await (const part of answer) body += part;
    const retryAfter = Number(answer.headers["retry-after"] ?? 0);
    this.#end({ code: BROKEN, reason: body.trim(), status: answer.statusCode, retryAfter });
  }

  #read(data) {
    this.#unread = Buffer.concat([this.#unread, data]);
    for (let frame = this.#next(); frame !== null && !this.#over; frame = this.#next()) this.#take(frame);
  }

  #next() {
    const data = this.#unread;
    if (data.length < 2) return null;
    const short = data[1] & 0x7f;
    const header = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (data.length < header) return null;
    const length = short === 127 ? Number(data.readBigUInt64BE(2)) : short === 126 ? data.readUInt16BE(2) : short;
    if (data.length < header + length) return null;
    this.#unread = data.subarray(header + length);
    return { kind: data[0] & 0x0f, payload: data.subarray(header, header + length) };
  }

  #take({ kind, payload }) {
    if (kind === TEXT) this.onmessage?.({ data: payload.toString() });
    if (kind === PING) this.#write(PONG, payload);
    if (kind === CLOSE) {
      this.#write(CLOSE, payload);
      this.#end({ code: payload.length > 1 ? payload.readUInt16BE(0) : 1005, reason: payload.subarray(2).toString() });
    }
  }

  /** Write one masked frame; none of ours is longer than the short form with 16 bits tells. */
  #write(kind, payload) {
    if (this.#stream === null || this.#over) return;
    const long = payload.length > 125;
    const header = Buffer.from([0x80 | kind, 0x80 | (long ? 126 : payload.length), ...(long ? [payload.length >> 8, payload.length & 0xff] : [])]);
    const mask = randomBytes(4);
    this.#stream.write(Buffer.concat([header, mask, payload.map((byte, place) => byte ^ mask[place % 4])]));
  }

  #end(event) {
    if (this.#over) return;
    this.#over = true;
    this.#stream?.destroy();
    this.onclose?.(event);
  }
}
