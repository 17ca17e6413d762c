/**
 * Follows the feed at an address with the JavaScript SDK and writes each turn as a line, `ceremony sequence`.
 *
 * When its input ends, or the feed, it writes the boards as one line of JSON. `node follow.js URL SPEED CHANCE`: its
 * clock runs so many times as fast as the wall's; CHANCE, from 0 to 1, is that of its pauses, or `random`.
 */
import { FeedError, follow, keep } from "../../../../consumers/page/sweepcast.js";
import { PlainSocket } from "./websocket.js";

const [url, speed, chance] = process.argv.slice(2);
const clock = {
  now: () => performance.now() * Number(speed),
  after: (act, milliseconds) => setTimeout(act, milliseconds / Number(speed)),
  cancel: (timer) => clearTimeout(timer),
};
const done = new AbortController();
process.stdin.on("end", () => done.abort()).resume();

let boards = {};
try {
  const options = {
    clock,
    chance: chance === "random" ? Math.random : () => Number(chance),
    connect: (address) => new PlainSocket(address),
    signal: done.signal,
  };
  for await (const frame of follow(url, options)) {
    boards = keep(boards, frame);
    if (frame.type === "sweepcast.turn") process.stdout.write(`${frame.data.ceremony} ${frame.data.sequence}\n`);
  }
} catch (error) {
  if (!(error instanceof FeedError)) throw error;
}
process.stdout.write(`${JSON.stringify(boards)}\n`);
