/** What the unit tests share: nights as frames, as the fold makes them, and the reducer's way through them. */
import { readFileSync } from "node:fs";

import { NOTHING_YET, reduce } from "../../../../consumers/page/night.js";

/**
 * Return a night's turns as frames of the feed. They come from the fold by way of a file that pytest writes:
 * `golden-globes-2017`, and `corrected`, in which winners are taken back.
 */
export function framesOf(name) {
  const file = process.env.SWEEPCAST_TEST_NIGHTS;
  if (!file) throw new Error("SWEEPCAST_TEST_NIGHTS names no file of nights: run these tests with pytest, which writes it");
  return JSON.parse(readFileSync(file, "utf8"))[name];
}

/** Return the night after the frames. */
export function nightAfter(frames, night = NOTHING_YET) {
  return frames.reduce(reduce, night);
}

/** Return the snapshot that the gateway would give after the frames. */
export function snapshotAfter(frames) {
  const { ceremony, sequence, board } = nightAfter(frames);
  return { type: "sweepcast.feed.snapshot", cursor: `after-${sequence}`, data: { ceremony, sequence, board } };
}

/** Return a greeting. */
export function hello(data = {}) {
  return {
    type: "sweepcast.feed.hello",
    cursor: "at-hello",
    data: { version: "1", heartbeat_seconds: 5, resumed: false, reason: "no-cursor", ceremonies: ["awards-2017"], ...data },
  };
}

/** Return a turn of updates, written by hand. */
export function turn(sequence, updates = [], ceremony = "awards-2017") {
  return {
    type: "sweepcast.turn",
    cursor: `${ceremony}-${sequence}`,
    data: { ceremony, sequence, cause: { id: `said-${sequence}`, type: "", time: `2017-01-08T20:${String(sequence).padStart(2, "0")}:00Z` }, updates },
  };
}

/** Return a milestone. */
export function milestone(since, headline, more = {}) {
  return {
    type: "milestone",
    kind: "record-tied",
    status: "tied",
    subjects: [],
    numbers: {},
    evidence: { categories: [], holders: [] },
    since,
    since_time: `2017-01-08T20:${String(since).padStart(2, "0")}:00Z`,
    headline,
    weight: "major",
    ...more,
  };
}
