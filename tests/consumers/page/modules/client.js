/**
 * A client as anybody would write one, for the mock gateway: follows the feed that is its argument, prints each turn as
 * a line of JSON, and its boards once it is told to end, by the end of its input, or the feed has ended for good.
 */
import { FeedEnded, FeedRefused, follow, keep } from "../../../../consumers/page/sweepcast.js";

const over = new AbortController();
process.stdin.on("end", () => over.abort()).resume();
let boards = {};
try {
  // Only the beginning of each pause: what is waited for here is none of the tests' business.
  for await (const update of follow(process.argv[2], { signal: over.signal, chance: () => Math.random() / 10 })) {
    boards = keep(boards, update);
    if (update.type === "sweepcast.turn") console.log(JSON.stringify([update.data.ceremony, update.data.sequence]));
  }
} catch (error) {
  if (!(error instanceof FeedEnded || error instanceof FeedRefused)) throw error;
}
console.log(JSON.stringify(boards));
process.exit();
