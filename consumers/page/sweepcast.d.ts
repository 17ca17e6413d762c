/**
 * Sweepcast's feed for JavaScript: the types of `sweepcast.js`.
 *
 * The words on the wire are described in docs/protocol.md, the values of a board in sweepcast/board.py. There will be
 * more types, fields and addresses than are written here: ignore what you do not know.
 */

/** A moment as ISO 8601 text with its offset from UTC, such as `2017-01-08T20:00:00Z`. */
export type Time = string;

/** An opaque place in the feed; it belongs to the filter with which you got it. */
export type Cursor = string;

export type Medium = "film" | "tv";

/* What stands on a board. */

/** Somebody or something by id, with the name to show. */
export interface Ref {
  readonly id: string;
  readonly name: string;
}

/** A work by id, with what to show of it. */
export interface WorkRef {
  readonly id: string;
  readonly title: string;
  readonly distributor: Ref | null;
}

/** Which night this is; at `ceremony`. */
export interface CeremonyInfo {
  readonly type: "ceremony";
  readonly id: string;
  readonly award_body: Ref;
  readonly name: string;
  readonly edition: number;
  readonly ceremony_year: number;
  readonly film_year: number;
  /** `2017-01-08` */
  readonly date: string;
  /** As in the IANA's database: `America/Los_Angeles`. */
  readonly time_zone: string;
  /** The ids of all categories, in the order planned. */
  readonly running_order: readonly string[];
}

/** How far the night is, at `stage`; the counts are of competitive categories. */
export interface Stage {
  readonly type: "stage";
  readonly status: "published" | "open" | "closed";
  /** The id of the category that comes next, where it was said. */
  readonly up_next: string | null;
  readonly decided: number;
  readonly categories: number;
  readonly opened_at: Time | null;
  readonly closed_at: Time | null;
}

/** A nomination and how it fared. It may name no work, several works, several people. */
export interface NominationState {
  readonly id: string;
  readonly works: readonly WorkRef[];
  readonly people: readonly Ref[];
  readonly song: string | null;
  readonly status: "nominated" | "won" | "lost" | "withdrawn";
}

/** What was first said of a category that was corrected, and why it was wrong. */
export interface EarlierOutcome {
  /** Ids of nominations. */
  readonly winners: readonly string[];
  readonly recipients: readonly Ref[];
  readonly said_at: Time;
  /** The turn that said it. */
  readonly sequence: number;
  readonly corrected_at: Time;
  readonly reason: string;
}

/** A category with all its nominations, at `category/<id>`. Decided without winners means that there is no award. */
export interface CategoryState {
  readonly type: "category";
  readonly id: string;
  readonly name: string;
  /** Its place in the running order, from 1. */
  readonly order: number;
  readonly competitive: boolean;
  readonly medium: Medium | null;
  /** The canonical award over years and award bodies: `picture`, `lead-actor`, … */
  readonly award: string | null;
  readonly status: "to-come" | "up-next" | "postponed" | "decided";
  readonly nominations: readonly NominationState[];
  /** Ids of nominations; two or more are a tie. */
  readonly winners: readonly string[];
  /** Whom an honorary award goes to. */
  readonly recipients: readonly Ref[];
  readonly decided_at: Time | null;
  /** The turn that decided it, or corrected it last. */
  readonly sequence: number | null;
  /** Why it was postponed or corrected. */
  readonly reason: string | null;
  /** What was said before it was corrected, oldest first. */
  readonly earlier: readonly EarlierOutcome[];
}

/** What a viewer may want to know about a film, as known on the night. */
export interface FilmCard {
  readonly director: string;
  readonly premise: string;
  readonly lead_cast: readonly { readonly person: string; readonly role: string }[];
  readonly supporting_cast: readonly string[];
  readonly box_office: BoxOffice | null;
  readonly season_outlook: readonly { readonly date: string; readonly event: string }[];
}

/** What a film cost and earned, in whole units of `currency`. */
export interface BoxOffice {
  readonly as_of: string;
  readonly currency: string;
  readonly budget: number;
  readonly domestic_total: number;
  readonly worldwide_total: number;
  readonly opening: {
    readonly date: string;
    readonly theaters: number;
    readonly gross: number;
    readonly per_theater: number;
  } | null;
  readonly latest_weekend: {
    readonly number: number;
    readonly rank: number;
    readonly gross: number;
    readonly theaters_added: number;
    readonly theaters_before: number;
  } | null;
}

/** A film or a series, at `work/<id>`. */
export interface WorkInfo {
  readonly type: "work";
  readonly id: string;
  readonly title: string;
  readonly medium: Medium;
  readonly distributor: Ref | null;
  readonly card: FilmCard | null;
}

/** The numbers of a work, person or distributor over the competitive categories, at `standing/<of>/<id>`. */
export interface Standing {
  readonly type: "standing";
  readonly of: "work" | "person" | "distributor";
  readonly id: string;
  readonly name: string;
  readonly medium: Medium | null;
  /** All that stand: decided + to_come. */
  readonly nominations: number;
  readonly wins: number;
  readonly decided: number;
  /** Decided nominations that did not win. */
  readonly lost: number;
  readonly to_come: number;
  /** wins + to_come: the most that can still be reached. */
  readonly possible: number;
  /** 1 + how many of the same kind (works: and medium) have more wins; null before the first win. */
  readonly rank: number | null;
}

/** What a milestone stands on: tonight's categories, and the record book's earlier holders. */
export interface Evidence {
  readonly categories: readonly {
    readonly id: string;
    readonly name: string;
    readonly award: string | null;
    /** null while it is undecided. */
    readonly won: boolean | null;
  }[];
  readonly holders: readonly {
    readonly name: string;
    readonly number: number;
    readonly edition: number;
    readonly ceremony_year: number;
    readonly film_year: number;
    readonly id: string | null;
  }[];
}

/** Something remarkable that is true now, at `milestone/<family>/<subject>`. */
export interface Milestone {
  readonly type: "milestone";
  /** Which claim: `clean-sweep`, `record-broken`, … (docs/milestones.md). */
  readonly kind: string;
  /** Refines the kind: `strict`, `3-of-5`. */
  readonly status: string;
  /** Whom it is about; `kind` is `work`, `person`, `distributor` or `category`. */
  readonly subjects: readonly { readonly kind: string; readonly id: string; readonly name: string }[];
  /** The claim's numbers by name, such as `wins`, `nominations`, `record`. */
  readonly numbers: Readonly<Record<string, number>>;
  readonly evidence: Evidence;
  /** The turn since which it holds: it is news in the turn of that `sequence`. */
  readonly since: number;
  readonly since_time: Time;
  /** One English sentence. */
  readonly headline: string;
  /** How loudly to say it: `major` interrupts, `minor` is told, `quiet` is only shown. */
  readonly weight: "major" | "minor" | "quiet";
}

/** One value on a board; `type` says which. */
export type Value = CeremonyInfo | Stage | CategoryState | WorkInfo | Standing | Milestone;

/** The whole state of one night: an object from address to value. */
export type Board = Readonly<Record<string, Value>>;

/** A milestone that ceased to hold: `passed` in the course of the night, or `retracted` by a correction. */
export interface Ended {
  readonly how: "passed" | "retracted";
  readonly kind: string;
  readonly status: string;
  readonly headline: string;
}

/** One changed thing: the whole new value at an address, or null where it leaves the board. */
export interface Update {
  readonly address: string;
  readonly value: Value | null;
  /** The milestone that stood there and no longer holds. */
  readonly ended: Ended | null;
}

/* Frames: what the gateway says. Each one is a CloudEvent 1.0. */

/** What all frames share. */
export interface Envelope<Type extends string, Data> {
  readonly type: Type;
  readonly specversion: "1.0";
  readonly id: string;
  readonly source: string;
  /** The ceremony that it is about, or `feed`. */
  readonly subject: string;
  readonly time: Time;
  readonly datacontenttype: "application/json";
  /** The place in the feed behind this frame. */
  readonly cursor: Cursor;
  readonly data: Data;
}

/** A filter as the gateway says it; a dimension that is missing or empty selects all. */
export interface FilterOnTheWire {
  readonly ceremonies?: readonly string[];
  readonly kinds?: readonly string[];
  readonly works?: readonly string[];
  readonly people?: readonly string[];
  readonly categories?: readonly string[];
}

/** What a client may do on one connection. */
export interface Limits {
  readonly message_bytes: number;
  readonly messages_per_minute: number;
  readonly filter_ids: number;
  readonly delay_seconds: number;
  readonly waiting_bytes: number;
  readonly silent_seconds: number;
}

/** The first frame of every connection. */
export type Hello = Envelope<
  "sweepcast.feed.hello",
  {
    readonly version: string;
    readonly heartbeat_seconds: number;
    /** Whether the feed goes on exactly behind the cursor that you came with; if not, snapshots follow. */
    readonly resumed: boolean;
    readonly reason:
      | "resumed"
      | "no-cursor"
      | "cursor-unfinished"
      | "cursor-of-another-filter"
      | "cursor-of-another-log"
      | "cursor-too-old"
      | "cursor-ahead"
      | "cursor-malformed";
    readonly ceremonies: readonly string[];
    readonly filter?: FilterOnTheWire;
    readonly delay_seconds?: number;
    readonly stale?: boolean;
    readonly limits?: Limits | null;
  }
>;

/** One night as it stands; it replaces all that you had of it. */
export type Snapshot = Envelope<
  "sweepcast.feed.snapshot",
  {
    readonly ceremony: string;
    /** Of the last turn in the board. */
    readonly sequence: number;
    readonly board: Board;
  }
>;

/** All that one announcement changed, under your filter. */
export type Turn = Envelope<
  "sweepcast.turn",
  {
    readonly ceremony: string;
    readonly award_body: string;
    /** Counts the turns of one ceremony from 1. */
    readonly sequence: number;
    /** The announcement. */
    readonly cause: {
      readonly id: string;
      readonly type: string;
      readonly time: Time;
      readonly position: { readonly partition: number; readonly offset: number };
    };
    readonly updates: readonly Update[];
  }
> & { readonly sequence: string };

/** Proof of life: you have seen everything up to its cursor. */
export type Heartbeat = Envelope<"sweepcast.feed.heartbeat", { readonly stale?: boolean }>;

/** The answer to a change of the filter; snapshots of `ceremonies` follow. */
export type Filtered = Envelope<
  "sweepcast.feed.filtered",
  {
    readonly request: string | null;
    readonly filter: FilterOnTheWire;
    readonly ceremonies: readonly string[];
    readonly holds_from: Cursor;
  }
>;

/** The answer to a change of the delay. */
export type Delayed = Envelope<
  "sweepcast.feed.delayed",
  { readonly request: string | null; readonly delay_seconds: number }
>;

/** The answer to an acknowledgement: the subscriber's place is kept. */
export type Acked = Envelope<"sweepcast.feed.acked", { readonly request: string | null; readonly place: Cursor }>;

/** A request that cannot be carried out; nothing has changed. */
export type RequestRefused = Envelope<
  "sweepcast.feed.refused",
  { readonly request: string | null; readonly code: string; readonly detail: string }
>;

/** The last frame of a connection that the gateway ends. */
export type Goodbye = Envelope<"sweepcast.feed.goodbye", { readonly code: number; readonly reason: string }>;

/** A frame with news of a night. */
export type News = Snapshot | Turn;

/** Any frame; `type` says which. */
export type Frame = News | Hello | Heartbeat | Filtered | Delayed | Acked | RequestRefused | Goodbye;

/* Following the feed. */

/** What you want to see. Each may be one id or several; what is left out selects all. */
export interface Filter {
  /** Only these nights; without it, all that are current. */
  ceremony?: string | readonly string[] | null;
  /** `ceremony`, `stage`, `category`, `work`, `standing`, `milestone`, or the kind of a milestone (`clean-sweep`). */
  kinds?: string | readonly string[] | null;
  /** Only what is about these works … */
  works?: string | readonly string[] | null;
  /** … or these people … */
  people?: string | readonly string[] | null;
  /** … or these categories. */
  categories?: string | readonly string[] | null;
}

/** How the connection is. */
export interface Link {
  /**
   * `connecting`: an answer is awaited; `live`; `waiting`: it was lost and is tried again after `pause`; `ended`: it is
   * not tried again by itself.
   */
  readonly status: "connecting" | "live" | "waiting" | "ended";
  /** Why it is not live, for people; empty while it is, and before the first try. */
  readonly reason: string;
  /** Seconds until it is tried again; 0 unless it is waiting. */
  readonly pause: number;
  /** Whether a live one goes on where the last one ended; if not, snapshots follow. */
  readonly resumed: boolean;
  /** Whether there may be news that the gateway cannot read at the moment: what you have may be old. */
  readonly stale: boolean;
  /** Why it ended. */
  readonly error: FeedError | null;
}

/** What a WebSocket of a browser, of Node or of the package `ws` has; all that is asked of one here. */
export interface Socket {
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror?: ((event: any) => void) | null;
  send?: ((text: string) => void) | undefined;
  close(code?: number, reason?: string): void;
}

/** Time, for tests. */
export interface Clock {
  /** Milliseconds that only grow. */
  now(): number;
  /** Calls `act` later; returns what `cancel` takes. */
  after(act: () => void, milliseconds: number): unknown;
  cancel(timer: any): void;
}

export interface ConnectOptions extends Filter {
  /** Be told everything so many seconds later, up to 600, for those who watch a delayed broadcast. */
  delay?: number | null;
  /** The place to go on behind: the cursor of a frame with the same filter, in an earlier run. */
  cursor?: Cursor | null;
  /** A viewer token, where the gateway asks for one. */
  token?: string | null;
  /**
   * A name under which the gateway keeps your place; without a `cursor`, the feed goes on there. `follow` tells the
   * gateway of what you are done with; that takes a WebSocket.
   */
  subscriber?: string | null;
  /** Told of every change of the connection. `follow` tells its end by throwing the error. */
  onLink?: ((link: Link) => void) | null;
  /** `websocket` for addresses with `ws:` or `wss:`, `sse` for those with `http:` or `https:`: the default. */
  transport?: "websocket" | "sse" | null;
  /** The constructor to use; the runtime's own one when left out. Node has one from version 22 on. */
  WebSocket?: (new (address: string, protocols: string[]) => Socket) | null;
  /** Opens a socket to an address, in place of `WebSocket` and `fetch`: for headers or proxies of your own. */
  connect?: ((address: string) => Socket) | null;
  /** For `sse`; the runtime's own one when left out. */
  fetch?: typeof fetch | null;
  /** For tests. */
  clock?: Clock | null;
  /** Gives a number from 0 to 1 for the jitter; for tests. */
  chance?: (() => number) | null;
}

export interface FollowOptions extends ConnectOptions {
  /**
   * Keeps the place to go on at after a restart, as the option `cursor`. It is called when you have come back for the
   * next frame, so only with what you are done with; a promise that it returns is awaited.
   */
  storeCursor?: ((cursor: Cursor) => void | Promise<void>) | null;
  /**
   * Told of a change or an acknowledgement that the gateway refused: nothing has changed. A warning on the console when
   * left out.
   */
  onRefused?: ((refused: RequestRefused["data"]) => void) | null;
  /** Ends the loop without an error, and closes the connection. */
  signal?: AbortSignal | null;
}

/** The loop over a feed; what it shows can be changed while it runs. `return()`, or leaving the loop, closes it. */
export interface Following extends AsyncGenerator<News, void, void> {
  /** See this from now on, and nothing else: snapshots of it come, then its turns. */
  changeFilter(filter: Filter): void;
  /** Be told everything so many seconds later from now on; what has been told stays told. */
  changeDelay(seconds: number): void;
}

/**
 * Yield the feed's snapshots and turns, for ever; turns come each once and in order of their ceremony.
 *
 * A connection that is lost, silent or leaves out a turn is made again after a pause that grows and is jittered; it
 * goes on at the last cursor, or with new snapshots where the gateway cannot do that. A snapshot replaces all that was
 * known of its ceremony.
 *
 * @param url the feed: `ws://127.0.0.1:8765/v1/feed`, or `http://127.0.0.1:8080/v1/feed` for Server-Sent Events; the
 *   path may be left out
 * @throws {FeedRefused} the address or an option is wrong
 * @throws {FeedEnded} the gateway closed for good
 */
export function follow(url: string | URL, options?: FollowOptions): Following;

/** Return the boards by ceremony after a frame of `follow`; `boards` itself stays as it is. */
export function keep(boards: Readonly<Record<string, Board>>, frame: News): Record<string, Board>;

/** Return the board after the updates; `board` itself stays as it is. */
export function applied(board: Board, updates: readonly Update[]): Board;

export interface FeedOptions extends ConnectOptions {
  /** Given each frame that is new, in order: those of the protocol, too. */
  onFrame: (frame: Frame) => void;
}

/** The same connection for those who want to be called, as a page does: it can be woken, retried, and asked. */
export class Feed {
  /** @throws {FeedRefused} the address or an option is wrong */
  constructor(url: string | URL, options: FeedOptions);
  /** The place at which the next connection goes on. */
  readonly cursor: Cursor | null;
  /** How the connection is. */
  readonly link: Link;
  /** Connect; after `stop`, go on where it was. Does nothing where the feed has ended: that takes a `retry`. */
  start(): void;
  /** Close the connection, and stay away. */
  stop(): void;
  /** Look at once whether the line still holds: after sleep, or when the network is back. */
  wake(): void;
  /** Try again at once, also where the feed has ended: somebody asked for it. */
  retry(): void;
  /** See this from now on, and nothing else. Over a live websocket it is asked for, else the next connection begins so. */
  changeFilter(filter: Filter): void;
  /** Be told everything so many seconds later from now on. */
  changeDelay(seconds: number): void;
  /** Tell that everything up to a cursor has been dealt with; returns false where that cannot be said now. */
  acknowledge(cursor: Cursor): boolean;
}

/** The feed cannot be followed, and trying again would not help. */
export class FeedError extends Error {}

/** The gateway does not serve what was asked at this address. */
export class FeedRefused extends FeedError {
  constructor(url: string, problem: string, remedy: string, status?: number | null);
  readonly url: string;
  readonly problem: string;
  readonly remedy: string;
  /** The HTTP status that said so, where one did and can be seen: not over a WebSocket. */
  readonly status: number | null;
}

/** The gateway closed the connection and wants no other. */
export class FeedEnded extends FeedError {
  constructor(code: number, reason: string);
  readonly code: number;
  readonly reason: string;
}

/** Return how many seconds to wait after so many failures in a row; `chance` from 0 to 1 spreads a crowd. */
export function pauseBefore(failures: number, chance: number): number;

/**
 * Return the feed's address with the options in its query.
 * @throws {FeedRefused} `url` is not the address of a feed
 */
export function feedAddress(url: string | URL, options?: ConnectOptions): string;
