/**
 * The outbox in the browser: an entry of the storage for each item, so that two windows do not write over each other.
 */
import { inOrder } from "./outbox.js";

const PREFIX = "sweepcast-desk/outbox/";

export class OutboxStore {
  /** @param {Storage} storage */
  constructor(storage) {
    this.storage = storage;
  }

  /** @returns {import("./outbox.js").Outbox} */
  read() {
    const keys = Array.from({ length: this.storage.length }, (_, at) => this.storage.key(at) ?? "");
    return inOrder(keys.filter((key) => key.startsWith(PREFIX)).flatMap((key) => this.#item(key)));
  }

  /** @param {import("./shared_outbox.js").Changes} changes */
  write({ kept, gone }) {
    for (const item of kept) this.storage.setItem(PREFIX + item.id, JSON.stringify(item));
    for (const id of gone) this.storage.removeItem(PREFIX + id);
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
