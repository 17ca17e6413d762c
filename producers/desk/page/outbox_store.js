/**
 * The outbox in the browser: an entry of the storage for each item, so that two windows do not write over each other.
 */
import { reopened } from "./outbox.js";

const PREFIX = "sweepcast-desk/outbox/";

export class OutboxStore {
  /** @param {Storage} storage */
  constructor(storage) {
    this.storage = storage;
  }

  /** @returns {import("./outbox.js").Outbox} */
  read() {
    const keys = Array.from({ length: this.storage.length }, (_, at) => this.storage.key(at) ?? "");
    return reopened(keys.filter((key) => key.startsWith(PREFIX)).flatMap((key) => this.#item(key)));
  }

  /**
   * Keep what has changed since `before`.
   * @param {import("./outbox.js").Outbox} before
   * @param {import("./outbox.js").Outbox} after
   */
  write(before, after) {
    const had = new Map(before.map((item) => [item.id, item]));
    for (const item of after) {
      if (had.get(item.id) !== item) this.storage.setItem(PREFIX + item.id, JSON.stringify(item));
      had.delete(item.id);
    }
    for (const id of had.keys()) this.storage.removeItem(PREFIX + id);
  }

  /** What another program left under our name is no item. @param {string} key */
  #item(key) {
    try {
      const item = JSON.parse(this.storage.getItem(key) ?? "null");
      return typeof item?.id === "string" && typeof item.number === "number" && "announced" in item ? [item] : [];
    } catch {
      return [];
    }
  }
}
