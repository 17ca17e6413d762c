/** Uses of the SDK that must compile, and some that must not; nothing here is run. */
import { Feed, FeedEnded, FeedRefused, follow, keep } from "../../../../consumers/page/sweepcast.js";
import type { Board, Frame, FollowOptions, Link, Milestone, News, Standing } from "../../../../consumers/page/sweepcast.js";
import * as written from "../../../../consumers/page/sweepcast.js";

/** Every option at once. */
export const options: FollowOptions = {
  ceremony: ["golden-globes-2017"],
  kinds: "milestone",
  works: ["la-la-land"],
  people: null,
  delay: 30,
  cursor: "c",
  token: "t",
  subscriber: "my-bot",
  transport: "sse",
  onLink: ({ status, pause, stale }: Link) => void [status, pause, stale],
  storeCursor: async (cursor) => void cursor.length,
  signal: new AbortController().signal,
  WebSocket,
  fetch,
};

export async function headlines(): Promise<string[]> {
  const told: string[] = [];
  let boards: Record<string, Board> = {};
  const feed = follow(new URL("ws://127.0.0.1:8765"), options);
  try {
    for await (const update of feed) {
      boards = keep(boards, update);
      if (update.type === "sweepcast.turn") {
        for (const { value } of update.data.updates) {
          if (value?.type === "milestone" && value.since === update.data.sequence) told.push(headlineOf(value));
        }
      } else {
        const board: Board = update.data.board;
        told.push(board["ceremony"]?.type ?? "");
      }
      feed.changeDelay(0);
      feed.changeFilter({ categories: ["director"] });
    }
  } catch (error) {
    if (error instanceof FeedEnded) told.push(`${error.code.toFixed()} ${error.reason}`);
    if (error instanceof FeedRefused) told.push(`${error.remedy} ${error.status ?? ""}`);
  }
  return told;
}

const headlineOf = (milestone: Milestone): string => milestone.headline;
export const winsOf = ({ wins, rank }: Standing): string => `${wins.toFixed()} ${rank ?? "-"}`;
export const feed = new Feed("wss://gateway/v1/feed", { onFrame: (frame: Frame) => void frame.cursor });

// @ts-expect-error: a feed that calls nobody is of no use
new Feed("wss://gateway/v1/feed", {});
// @ts-expect-error: it is called kinds
follow("wss://gateway/v1/feed", { kind: "milestone" });
// @ts-expect-error: a frame may be a snapshot, which has no updates
export const updates = (frame: News) => frame.data.updates;
// @ts-expect-error: boards are shared, and not to be written to
export const write = (board: Board) => (board["stage"] = null);
// @ts-expect-error: the feed's inner parts are not to be had
export const inner = written.Progress;
