/**
 * The desk's page, wired: keys and clicks become events of the reducer, what is to be sent goes to the outbox, and the
 * views draw what is.
 */
import { byId, h } from "../../../consumers/page/dom.js";
import { answerOf } from "./answers.js";
import { Api, Refused, Unreachable } from "./api.js";
import { EMPTY_DESK, atDesk, choiceKey, choiceOf, undoOf, undoing } from "./desk.js";
import { primaryOf } from "./enter_key.js";
import { Forecaster } from "./forecaster.js";
import { browserId, newId } from "./ids.js";
import { KEYS, commandOf } from "./keys.js";
import { Line } from "./line.js";
import { turned, withEntry } from "./night.js";
import { again, answered, dropped, notOut, reopened, withEntered } from "./outbox.js";
import { OutboxStore } from "./outbox_store.js";
import { reduce } from "./reducer.js";
import { announcedOf, inWords, recipientsOf } from "./said.js";
import { Sender } from "./sender.js";
import { Find } from "./views/find.js";
import { drawHead } from "./views/head.js";
import { drawConfirms, drawDrafts, drawLog, drawOutbox } from "./views/lists.js";
import { drawOrder, showPlace } from "./views/order.js";
import { ProgrammeEditor } from "./views/programme.js";
import { drawSay } from "./views/say.js";
import { drawStage } from "./views/stage.js";
import { say } from "./voice.js";

/** An Enter that comes so soon after the question was not an answer to it. */
const TOO_SOON_MS = 250;
const AGAIN_MS = 1500;

class DeskPage {
  desk = EMPTY_DESK;
  /** @type {import("./api.js").DeskAnswer | null} */
  session = null;
  /** @type {import("./api.js").Night | null} */
  night = null;
  /** @type {readonly import("./api.js").PressDraft[]} */
  drafts = [];
  /** @type {readonly {line: number, text: string, why: string}[]} */
  unmatched = [];
  open = false;
  drawing = false;
  surprisedAt = -TOO_SOON_MS;
  /** What is heard while a night is read. @type {Set<(() => void)[]>} */
  loading = new Set();
  shown = "";

  constructor() {
    this.api = new Api(fetch.bind(window));
    this.browser = browserId(sessionStorage, crypto);
    this.store = new OutboxStore(localStorage);
    this.outbox = this.store.read();
    this.sender = new Sender({
      api: this.api,
      browser: this.browser,
      read: () => this.outbox,
      write: (outbox) => this.#keep(outbox),
      onRefused: (refused) => this.#refused(refused),
      onAnswer: (item, answer) => this.#answered(item, answer),
    });
    this.forecaster = new Forecaster(this.api, () => this.desk, (forecast) => this.#forecast(forecast));
    this.line = new Line(this.browser, this.#hearers(), (open) => this.#lined(open));
    this.find = new Find(() => this.desk, (category) => this.#goTo(category));
    new ProgrammeEditor(this.api, (error) => this.#refused(error), () => this.#open());
    this.#listen();
  }

  async start() {
    byId("keys").append(...KEYS.map(drawnKey));
    await this.#open();
  }

  get mayEnter() {
    return this.session !== null && this.session.me.role !== "view";
  }

  /** Read everything anew: who I am, which nights there are, the one at the desk. */
  async #open() {
    try {
      this.session = await this.api.desk();
    } catch (error) {
      if (error instanceof Refused && (error.status === 401 || error.status === 403)) return this.#askToken(error);
      return this.#later(error);
    }
    byId("login").hidden = true;
    const wanted = new URLSearchParams(location.hash.slice(1)).get("ceremony") ?? this.night?.ceremony;
    const nights = this.session.nights;
    const chosen = nights.find(({ ceremony }) => ceremony === wanted) ?? usual(nights);
    const after = this.session.event_id;
    if (chosen === undefined) this.#wait("There is no ceremony yet. Publish a programme: it is in the menu.");
    else await this.#load(chosen.ceremony);
    this.line.open(this.night?.event_id ?? after);
    this.#drawSoon();
  }

  /** @param {string} ceremony */
  async #load(ceremony) {
    /** @type {(() => void)[]} */
    const meanwhile = [];
    this.loading.add(meanwhile);
    try {
      const fresh = await this.api.night(ceremony);
      this.loading.delete(meanwhile);
      const another = this.night?.ceremony !== ceremony;
      this.night = fresh;
      if (another) this.#putAway();
      this.#showNight();
      if (another) byId("nominees").focus({ preventScroll: true });
      // What was heard while the answer was on its way may be newer than the answer.
      for (const hear of meanwhile) hear();
    } catch (error) {
      this.loading.delete(meanwhile);
      this.#later(error);
    }
  }

  #showNight() {
    if (this.night === null) return;
    const { ceremony, sequence, board, turns } = this.night;
    byId("waiting").hidden = true;
    byId("desk").hidden = false;
    document.body.dataset.phase = "desk";
    this.#change({ type: "board", ceremony, sequence, board, turns });
  }

  /** @param {unknown} error */
  #later(error) {
    this.#wait(`The desk cannot be opened yet: ${messageOf(error)} Trying again.`);
    setTimeout(() => this.#open(), AGAIN_MS);
  }

  /** @param {string} words */
  #wait(words) {
    const waiting = byId("waiting");
    const open = notOut(this.outbox).length;
    waiting.textContent = open === 0 ? words : `${words} ${open} in the outbox ${open === 1 ? "goes" : "go"} out when the line is back.`;
    waiting.hidden = this.night !== null;
    document.body.dataset.phase = this.night === null ? "waiting" : "desk";
  }

  /** @param {Refused} refused */
  #askToken(refused) {
    // Whoever types one already is not disturbed by what the outbox tries meanwhile.
    if (document.body.dataset.phase === "login") return;
    this.line.close();
    this.open = false;
    document.body.dataset.phase = "login";
    byId("waiting").hidden = true;
    byId("desk").hidden = true;
    byId("login").hidden = false;
    byId("login-wrong").textContent = refused.code === "token-expired" ? refused.message : "";
    byId("token").focus();
  }

  /** @param {unknown} error */
  #refused(error) {
    if (error instanceof Refused && error.status === 401) this.#askToken(error);
  }

  /** @returns {import("./line.js").Hearers} */
  #hearers() {
    return {
      turn: (event) => this.#hear(() => this.#hearTurn(event)),
      entry: (entry) => this.#hear(() => this.#hearEntry(entry)),
      rejection: ({ announcement, detail }) => {
        if (announcement !== null) this.#keep(answered(this.outbox, announcement, { kind: "refused", detail }));
      },
      holder: (event) => this.#hear(() => this.#hearHolder(event)),
      kafka: (kafka) => {
        if (this.session !== null) this.session = { ...this.session, kafka };
        if (kafka.state === "connected") this.sender.send();
        this.#drawSoon();
      },
      nights: () => this.#open(),
      reset: () => this.#open(),
    };
  }

  /** @param {() => void} hear */
  #hear(hear) {
    for (const meanwhile of this.loading) meanwhile.push(hear);
    hear();
  }

  /** @param {{ceremony: string, holder: import("./api.js").Holder | null, why: string}} event */
  #hearHolder({ ceremony, holder, why }) {
    const { night } = this;
    if (night?.ceremony !== ceremony) return;
    const present = holder === null || night.present.includes(holder.name) ? night.present : [...night.present, holder.name];
    this.night = { ...night, holder, present };
    const passed = why === "taken-over" || why === "handed-over";
    if (passed && holder !== null) say(`${holder.browser === this.browser ? "You hold" : `${holder.name} holds`} the desk now.`);
    this.#drawSoon();
  }

  /** @param {{ceremony: string, turn: import("./api.js").HistoryTurn, updates: import("./api.js").Update[]}} event */
  #hearTurn(event) {
    if (this.night === null || event.ceremony !== this.night.ceremony) return;
    const after = turned(this.night, event);
    if (after === null) return void this.#load(this.night.ceremony);
    if (after === this.night) return;
    this.night = after;
    this.#showNight();
    if (this.desk.upset) this.surprisedAt = performance.now();
    if (!this.outbox.some(({ id }) => id === event.turn.id)) say(`${event.turn.by}: ${event.turn.label}`);
  }

  /** @param {import("./api.js").Entry} entry */
  #hearEntry(entry) {
    if (this.night !== null) this.night = withEntry(this.night, entry);
    const item = this.outbox.find(({ id }) => id === entry.id);
    if (item !== undefined && item.standing !== "done") {
      const answer = answerOf(entry);
      this.#keep(answered(this.outbox, entry.id, answer));
      if (answer.kind === "done" || answer.kind === "refused") this.#answered(item, answer);
    }
    this.sender.send();
    this.#drawSoon();
  }

  /** @param {boolean} open */
  #lined(open) {
    const came = open && !this.open;
    this.open = open;
    if (came) {
      // What was taken may have come back while nobody listened: its answer is asked for by sending it again.
      this.#keep(reopened(this.outbox));
      this.sender.send();
      this.forecaster.look();
    }
    this.#drawSoon();
  }

  /** @param {import("./reducer.js").DeskEvent} event */
  #change(event) {
    const before = this.desk;
    this.desk = reduce(before, event);
    if (this.desk === before) return;
    this.forecaster.look();
    if (this.desk.category !== before.category) this.#sayCategory();
    this.#drawSoon();
  }

  #sayCategory() {
    const category = atDesk(this.desk);
    if (category !== null) say(`${category.name}. ${category.nominations.length} nominees.`);
  }

  /** @param {import("./desk.js").Forecast} forecast */
  #forecast(forecast) {
    if (forecast.of !== choiceKey(this.desk)) return;
    const { hurried } = this.desk;
    this.#change({ type: "forecast", forecast });
    if (forecast.standing === "asked") return;
    if (hurried && forecast.standing !== "refused") return this.#go();
    const loud = forecast.lines.filter(({ tone }) => tone === "major" || tone === "ended").map(({ text }) => text);
    say([...loud, forecast.standing === "known" ? "" : forecast.detail].filter((line) => line !== "").join(". "));
  }

  /** What Enter does. */
  #go() {
    if (!this.mayEnter) return say("You may look, and not enter.");
    const { step, label } = primaryOf(this.desk);
    switch (step.do) {
      case "send":
        return this.#enter(step.choice);
      case "ask":
        if (this.desk.hurried) this.surprisedAt = performance.now();
        this.#change({ type: "armed" });
        return say(`${label}. ${this.desk.forecast?.extraordinary.join(". ") ?? ""} Press Enter once more to send this.`);
      case "wait":
        return this.#change({ type: "hurried" });
      case "advance":
        if (step.choice.intent === "close") return this.#change({ type: "intend", choice: step.choice });
        return this.#enter(step.choice);
      case "nothing":
        return say(label);
    }
  }

  /** Put into the outbox what is chosen, and send it. @param {import("./said.js").Choice} choice */
  #enter(choice) {
    const { ceremony, sequence, board, armed, forecast } = this.desk;
    const announced = announcedOf(choice, board);
    if (ceremony === null || announced === null) return;
    const entered = {
      id: newId(crypto),
      ceremony,
      category: choice.category,
      basedOn: sequence,
      announced,
      enteredAt: new Date().toISOString(),
      words: inWords(choice, board),
      confirmed: armed || (choice.intent === "outcome" && (forecast?.deliberate ?? false)),
    };
    this.#keep(withEntered(this.outbox, entered));
    this.sender.send();
    if (choice.category !== null && choice.intent === "up-next") this.#change({ type: "category", category: choice.category });
    this.#change({ type: "sent" });
    this.#afterDraft(choice);
  }

  /** A draft of a press release that was sent is done with; the next one has the focus. @param {import("./said.js").Choice} choice */
  #afterDraft(choice) {
    const left = this.drafts.filter(({ category }) => category !== choice.category);
    if (left.length === this.drafts.length || choice.intent === "up-next") return;
    this.drafts = left;
    this.#draw();
    const next = document.querySelector("#drafts button");
    (next instanceof HTMLElement ? next : byId("nominees")).focus();
  }

  /**
   * @param {import("./outbox.js").Item} item
   * @param {import("./outbox.js").Answer} answer
   */
  #answered(item, answer) {
    switch (answer.kind) {
      case "done":
        say(`Out: ${item.words}. ${answer.lines.filter(({ tone }) => tone === "major").map(({ text }) => text).join(". ")}`);
        break;
      case "to-confirm":
        say(`Waits for a second person: ${item.words}.`);
        break;
      case "refused":
        say(`Refused: ${item.words}. ${answer.detail}`);
        break;
      case "stopped":
        // What happened meanwhile may not have come by the line yet: its person has to see it before sending again.
        if (answer.why === "stale") this.#load(item.ceremony);
        say(`Stopped: ${item.words}. ${answer.detail} ${answer.meanwhile.join(". ")}`);
        break;
      case "unreachable":
        say(`Not out yet: ${item.words}. ${answer.detail}`);
        break;
    }
  }

  /** @param {import("./outbox.js").Outbox} outbox */
  #keep(outbox) {
    this.store.write(this.outbox, outbox);
    this.outbox = outbox;
    const here = notOut(outbox).filter(({ ceremony, announced }) => ceremony === this.desk.ceremony && isOutcome(announced));
    this.#change({ type: "under-way", categories: [...new Set(here.flatMap(({ category }) => category ?? []))] });
    this.#drawSoon();
  }

  /** @param {import("./keys.js").Command} command */
  #command(command) {
    switch (command.do) {
      case "go":
        return this.#go();
      case "find":
        return this.find.open();
      case "help":
        return dialog("help").showModal();
      case "confirm":
        return this.#toConfirm();
      case "undo":
        if (undoOf(this.desk) === null) return say("There is nothing to take back.");
        return this.#change({ type: "command", command });
      default:
        return this.#change({ type: "command", command });
    }
  }

  #toConfirm() {
    const button = document.querySelector("#confirms button, #outbox .stopped button");
    if (button instanceof HTMLElement) button.focus();
    else say("Nothing waits for you.");
  }

  /** @param {string} category */
  #goTo(category) {
    this.#change({ type: "category", category });
    this.#draw();
    byId("nominees").focus();
  }

  #listen() {
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("paste", (event) => this.#pasted(event));
    byId("login").addEventListener("submit", (event) => this.#login(event));
    byId("paste").addEventListener("submit", (event) => {
      event.preventDefault();
      dialog("menu").close();
      this.#release(/** @type {HTMLTextAreaElement} */ (byId("paste-text")).value);
    });
    byId("reason").addEventListener("input", ({ target }) => this.#change({ type: "reason", reason: valueOf(target) }));
    byId("narrow").addEventListener("input", ({ target }) => this.#change({ type: "query", query: valueOf(target) }));
    byId("recipient").addEventListener("input", ({ target }) =>
      this.#change({ type: "recipients", recipients: recipientsOf(valueOf(target), this.desk.board) }),
    );
    byId("nights").addEventListener("change", ({ target }) => {
      history.replaceState(null, "", `#ceremony=${encodeURIComponent(valueOf(target))}`);
      this.#load(valueOf(target));
    });
    window.addEventListener("online", () => this.#woken());
    window.addEventListener("pageshow", () => this.#woken());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#woken();
    });
  }

  #woken() {
    this.line.wake();
    this.sender.send();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (document.body.dataset.phase !== "desk" || document.querySelector("dialog[open]") !== null) return;
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    const command = commandOf(event);
    if (command === null) return;
    const inField = target.matches("input, textarea, select");
    const atNominees = target === document.body || target.id === "nominees";
    // In a field keys are text, on a button Enter presses it: only what brings one back works there.
    const inList = target.id === "narrow" && command.do === "move";
    if (!atNominees && command.do !== "leave" && command.do !== "undo" && !(inField && command.do === "go") && !inList) return;
    if (inField && (command.do === "undo" || target.matches("select, textarea"))) return;
    event.preventDefault();
    if (command.do === "go" && performance.now() - this.surprisedAt < TOO_SOON_MS) return;
    this.#command(command);
    if (command.do === "leave" || command.do === "undo" || (inField && command.do === "go")) byId("nominees").focus({ preventScroll: true });
    // Who presses a key sees what it did in the very next picture.
    this.#draw();
  }

  /** Another category is at the desk, or it went on air: show where it stands; where there is no list, letters are a name. */
  #arrive() {
    const category = atDesk(this.desk);
    const arrived = `${category?.id}/${category?.status}`;
    if (this.shown === arrived) return;
    this.shown = arrived;
    showPlace();
    const waits = category?.status === "up-next" && !this.desk.underWay.includes(category.id);
    if (waits && document.activeElement?.id === "nominees" && !byId("recipient-field").hidden) byId("recipient").focus();
  }

  /** @param {MouseEvent} event */
  #click({ target }) {
    const on = target instanceof Element ? target.closest("button, [data-nomination]") : null;
    if (!(on instanceof HTMLElement)) return;
    const { nomination, category, action, draft, undo } = on.dataset;
    if (nomination !== undefined) this.#change({ type: "choose", nomination, add: this.desk.adding });
    else if (category !== undefined) this.#goTo(category);
    else if (action !== undefined) this.#act(action, on.dataset.id ?? "");
    else if (draft !== undefined) this.#take(draft);
    else if (undo !== undefined) this.#undo(Number(undo));
    else if ("close" in on.dataset) on.closest("dialog")?.close();
    else this.#press(on.id);
  }

  /** @param {string} id of a button */
  #press(id) {
    switch (id) {
      case "go":
        return this.#go();
      case "undo":
      case "tie":
      case "no-award":
      case "postpone":
      case "withdraw":
        this.#command({ do: id });
        return byId("nominees").focus({ preventScroll: true });
      case "narrow-clear":
        this.#change({ type: "query", query: "" });
        return byId("nominees").focus({ preventScroll: true });
      case "find-open":
        return this.find.open();
      case "help-open":
        return dialog("help").showModal();
      case "menu-open":
        return this.#menu();
      case "hold":
        return void this.#hold();
      case "rehearse":
        return void this.#rehearse();
      case "drafts-clear":
        this.drafts = this.unmatched = [];
        this.#drawSoon();
        return byId("nominees").focus();
      case "logout":
        return void this.#logout();
    }
  }

  /** @param {string} action @param {string} id */
  #act(action, id) {
    const item = this.outbox.find((each) => each.id === id);
    switch (action) {
      case "again":
        return void this.#again(id, item?.why === "held");
      case "drop":
        this.#keep(dropped(this.outbox, id));
        this.sender.send();
        return byId("nominees").focus();
      case "confirm":
        return void this.#settle((ceremony) => this.api.confirm(ceremony, id));
      case "withdraw-entry":
        return void this.#settle((ceremony) => this.api.takeBackEntry(ceremony, id));
    }
  }

  /** @param {string} id @param {boolean} held */
  async #again(id, held) {
    if (held && this.night !== null) await this.#hold();
    this.#keep(again(this.outbox, id, this.desk.sequence));
    this.sender.send();
    byId("nominees").focus();
  }

  /** @param {(ceremony: string) => Promise<import("./api.js").Entry>} step */
  async #settle(step) {
    if (this.night === null) return;
    const { ceremony } = this.night;
    byId("nominees").focus();
    try {
      const entry = await step(ceremony);
      this.#hearEntry(entry);
      say(entry.status === "withdrawn" ? `Taken back: ${entry.label}` : `Confirmed: ${entry.label}`);
    } catch (error) {
      this.#trouble(error);
      await this.#load(ceremony);
    }
  }

  /** @param {number} sequence */
  #undo(sequence) {
    const turn = this.desk.turns.find((each) => each.sequence === sequence);
    if (turn === undefined) return;
    this.#change({ type: "intend", choice: undoing(turn) });
    byId("nominees").focus({ preventScroll: true });
  }

  /** Put a draft of the press release on the desk; nothing goes out unseen. @param {string} key */
  #take(key) {
    const draft = this.drafts.find(({ line, category }) => `${line}/${category}` === key);
    if (draft === undefined) return;
    const { nominations = [], recipients = [], reason = "" } = draft.data;
    this.#change({ type: "intend", choice: { intent: "outcome", category: draft.category, nominations, recipients, reason, undoes: null } });
    byId("nominees").focus({ preventScroll: true });
  }

  /** @param {ClipboardEvent} event */
  #pasted(event) {
    const target = event.target instanceof Element ? event.target : document.body;
    if (document.body.dataset.phase !== "desk" || target.closest("input, textarea, dialog") !== null) return;
    event.preventDefault();
    this.#release(event.clipboardData?.getData("text/plain") ?? "");
  }

  /** @param {string} text */
  async #release(text) {
    if (this.night === null || text.trim() === "") return;
    try {
      const { drafts, unmatched } = await this.api.pressRelease(this.night.ceremony, text);
      this.drafts = drafts.filter(({ decided }) => decided !== "same");
      this.unmatched = unmatched;
      this.#draw();
      const same = drafts.length - this.drafts.length;
      say(`${this.drafts.length} drafts${same > 0 ? `, ${same} already said` : ""}, ${unmatched.length} lines not understood.`);
      const first = document.querySelector("#drafts button");
      (first instanceof HTMLElement ? first : byId("nominees")).focus();
    } catch (error) {
      this.#trouble(error);
    }
  }

  async #hold() {
    const { night } = this;
    if (night === null) return;
    const mine = night.holder?.browser === this.browser;
    try {
      const { holder } = mine ? await this.api.release(night.ceremony) : await this.api.hold(night.ceremony, this.browser, night.holder !== null);
      this.night = { ...night, holder };
      say(mine ? "Nobody holds the desk." : "You hold the desk.");
    } catch (error) {
      this.#trouble(error);
    }
    this.#drawSoon();
  }

  #menu() {
    const { session, night } = this;
    const me = session?.me;
    byId("me").textContent = me === undefined ? "" : `You are ${me.name}, with the role ${me.role}.`;
    byId("rehearse").textContent = night?.rehearsal ? "End this rehearsal" : "Rehearse this night";
    byId("rehearse").hidden = night === null || !this.mayEnter;
    byId("audit-part").hidden = me === undefined || (me.role !== "confirm" && me.role !== "admin");
    const others = (night?.present ?? []).filter((name) => name !== me?.name);
    byId("hand-part").hidden = others.length === 0 || night?.holder?.browser !== this.browser;
    byId("hand-to").replaceChildren(...others.map((name) => handOver(name, () => this.#handOver(name))));
    byId("menu-wrong").textContent = "";
    dialog("menu").showModal();
  }

  /** @param {string} to */
  async #handOver(to) {
    if (this.night === null) return;
    try {
      const { holder } = await this.api.handOver(this.night.ceremony, to);
      this.night = { ...this.night, holder };
      dialog("menu").close();
    } catch (error) {
      this.#trouble(error);
    }
    this.#drawSoon();
  }

  async #rehearse() {
    const { night } = this;
    if (night === null) return;
    try {
      if (night.rehearsal) {
        await this.api.endRehearsal(night.ceremony);
        this.night = null;
        history.replaceState(null, "", location.pathname);
      } else {
        const { ceremony } = await this.api.rehearse(night.ceremony);
        history.replaceState(null, "", `#ceremony=${encodeURIComponent(ceremony)}`);
      }
      dialog("menu").close();
      await this.#open();
      byId("nominees").focus();
    } catch (error) {
      this.#trouble(error);
    }
  }

  /** @param {Event} event */
  async #login(event) {
    event.preventDefault();
    const token = /** @type {HTMLInputElement} */ (byId("token"));
    byId("login-wrong").textContent = "";
    try {
      await this.api.login(token.value.trim());
      token.value = "";
      await this.#open();
      byId("nominees").focus();
    } catch (error) {
      byId("login-wrong").textContent = messageOf(error);
      token.select();
    }
  }

  async #logout() {
    await this.api.logout().catch(() => null);
    location.reload();
  }

  /** Something a person asked for did not work. @param {unknown} error */
  #trouble(error) {
    this.#refused(error);
    const words = error instanceof Unreachable ? `${error.message} Try again when the line is back.` : messageOf(error);
    if (dialog("menu").open) byId("menu-wrong").textContent = words;
    else {
      byId("trouble").hidden = false;
      byId("trouble").textContent = words;
      say(words);
    }
  }

  #putAway() {
    this.drafts = this.unmatched = [];
  }

  /** Draw once for all that changes before the next picture of the screen. */
  #drawSoon() {
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      this.#draw();
    });
  }

  #draw() {
    const { session, night, desk, open, browser, outbox } = this;
    const waiting = notOut(outbox);
    const stopped = waiting.filter(({ standing }) => standing === "stopped").length;
    drawHead({ session, night, open, browser, waiting: waiting.length, stopped });
    drawOrder(desk);
    drawStage(desk, this.mayEnter);
    drawSay(desk, this.mayEnter);
    drawDrafts(this.drafts, this.unmatched);
    drawConfirms(night?.entries ?? [], session?.me ?? null);
    drawOutbox(outbox, desk.ceremony);
    drawLog(desk.turns, this.mayEnter);
    document.body.dataset.choosing = String(choiceOf(desk) !== null);
    this.#arrive();
  }
}

/** Return the night that one comes for: the one that goes on, or else the next to begin, or else the latest.
 * @param {readonly import("./api.js").NightSummary[]} nights
 */
function usual(nights) {
  const real = nights.filter(({ rehearsal }) => !rehearsal);
  return real.find(({ status }) => status === "open") ?? real.filter(({ status }) => status === "published").at(-1) ?? real[0] ?? nights[0];
}

/** @param {import("./said.js").Announced} announced whether it decides or puts off a category */
function isOutcome(announced) {
  return "type" in announced && !announced.type.endsWith(".category-up-next") && !announced.type.endsWith(".nomination-withdrawn");
}

/** @param {{keys: readonly string[], does: string}} key */
function drawnKey({ keys, does }) {
  return h("div", {}, h("dt", {}, ...keys.flatMap((key, at) => (at === 0 ? [h("kbd", {}, key)] : [" ", h("kbd", {}, key)]))), h("dd", {}, does));
}

/** @param {string} name @param {() => void} then */
function handOver(name, then) {
  const button = h("button", { type: "button", dir: "auto" }, name);
  button.addEventListener("click", then);
  return button;
}

/** @param {string} id */
function dialog(id) {
  return /** @type {HTMLDialogElement} */ (byId(id));
}

/** @param {EventTarget | null} target */
function valueOf(target) {
  return /** @type {HTMLInputElement} */ (target).value;
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

new DeskPage().start();
