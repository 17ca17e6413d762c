/**
 * The words on the wire as JSDoc types: a mirror of `sweepcast/board.py`, `turns.py` and `frames.py`, for editors and
 * type checkers. Nothing loads this file in the browser.
 *
 * @typedef {{id: string, name: string}} Ref
 * @typedef {{id: string, title: string, distributor: Ref | null}} WorkRef
 *
 * @typedef {object} CeremonyInfo
 * @property {"ceremony"} type
 * @property {string} id
 * @property {Ref} award_body
 * @property {string} name
 * @property {number} edition
 * @property {number} ceremony_year
 * @property {number} film_year
 * @property {string} date
 * @property {string} time_zone
 * @property {string[]} running_order
 *
 * @typedef {object} Stage
 * @property {"stage"} type
 * @property {"published" | "open" | "closed"} status
 * @property {string | null} up_next
 * @property {number} decided
 * @property {number} categories
 * @property {string | null} opened_at
 * @property {string | null} closed_at
 *
 * @typedef {object} NominationState
 * @property {string} id
 * @property {WorkRef[]} works
 * @property {Ref[]} people
 * @property {string | null} song
 * @property {"nominated" | "won" | "lost" | "withdrawn"} status
 *
 * @typedef {object} EarlierOutcome
 * @property {string[]} winners
 * @property {Ref[]} recipients
 * @property {string} said_at
 * @property {number} sequence
 * @property {string} corrected_at
 * @property {string} reason
 *
 * @typedef {object} CategoryState
 * @property {"category"} type
 * @property {string} id
 * @property {string} name
 * @property {number} order
 * @property {boolean} competitive
 * @property {"film" | "tv" | null} medium
 * @property {string | null} award
 * @property {"to-come" | "up-next" | "postponed" | "decided"} status
 * @property {NominationState[]} nominations
 * @property {string[]} winners
 * @property {Ref[]} recipients
 * @property {string | null} decided_at
 * @property {number | null} sequence
 * @property {string | null} reason
 * @property {EarlierOutcome[]} earlier
 *
 * @typedef {object} FilmCard
 * @property {string} director
 * @property {string} premise
 * @property {{person: string, role: string}[]} lead_cast
 * @property {string[]} supporting_cast
 * @property {BoxOffice | null} box_office
 * @property {{date: string, event: string}[]} season_outlook
 *
 * @typedef {object} BoxOffice
 * @property {string} as_of
 * @property {string} currency
 * @property {number} budget
 * @property {number} domestic_total
 * @property {number} worldwide_total
 * @property {{date: string, theaters: number, gross: number, per_theater: number} | null} opening
 * @property {{number: number, rank: number, gross: number, theaters_added: number, theaters_before: number} | null
 *   } latest_weekend
 *
 * @typedef {object} WorkInfo
 * @property {"work"} type
 * @property {string} id
 * @property {string} title
 * @property {"film" | "tv"} medium
 * @property {Ref | null} distributor
 * @property {FilmCard | null} card
 *
 * @typedef {object} Standing
 * @property {"standing"} type
 * @property {"work" | "person" | "distributor"} of
 * @property {string} id
 * @property {string} name
 * @property {"film" | "tv" | null} medium
 * @property {number} nominations
 * @property {number} wins
 * @property {number} decided
 * @property {number} lost
 * @property {number} to_come
 * @property {number} possible
 * @property {number | null} rank
 *
 * @typedef {object} Evidence
 * @property {{id: string, name: string, award: string | null, won: boolean | null}[]} categories
 * @property {{name: string, number: number, edition: number, ceremony_year: number, film_year: number,
 *   id: string | null}[]} holders
 *
 * @typedef {object} Milestone
 * @property {"milestone"} type
 * @property {string} kind
 * @property {string} status
 * @property {{kind: string, id: string, name: string}[]} subjects
 * @property {Record<string, number>} numbers
 * @property {Evidence} evidence
 * @property {number} since
 * @property {string} since_time
 * @property {string} headline
 * @property {"major" | "minor" | "quiet"} weight
 *
 * @typedef {CeremonyInfo | Stage | CategoryState | WorkInfo | Standing | Milestone} Value
 * @typedef {Readonly<Record<string, Value>>} Board
 * @typedef {{how: "passed" | "retracted", kind: string, status: string, headline: string}} Ended
 * @typedef {{address: string, value: Value | null, ended: Ended | null}} Update
 *
 * @typedef {object} TurnData
 * @property {string} ceremony
 * @property {number} sequence
 * @property {{id: string, type: string, time: string}} cause
 * @property {Update[]} updates
 *
 * @typedef {object} HelloData
 * @property {string} version
 * @property {number} heartbeat_seconds
 * @property {boolean} resumed
 * @property {string} reason
 * @property {string[]} ceremonies
 *
 * @typedef {{type: "sweepcast.feed.hello", cursor: string, data: HelloData}} Hello
 * @typedef {{type: "sweepcast.feed.snapshot", cursor: string,
 *   data: {ceremony: string, sequence: number, board: Board}}} Snapshot
 * @typedef {{type: "sweepcast.turn", cursor: string, data: TurnData}} Turn
 * @typedef {{type: "sweepcast.feed.heartbeat", cursor: string, data: object}} Heartbeat
 * @typedef {{type: "sweepcast.feed.goodbye", cursor: string, data: {code: number, reason: string}}} Goodbye
 * @typedef {Hello | Snapshot | Turn | Heartbeat | Goodbye} Frame
 */

export {};
