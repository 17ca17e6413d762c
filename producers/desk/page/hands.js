/**
 * What hands do at the desk: each key, click and field becomes one step of one of the parts.
 *
 * @typedef {object} HandsParts
 * @property {import("./state.js").State} state
 * @property {import("./entering.js").Entering} entering
 * @property {import("./outgoing.js").Outgoing} outgoing
 * @property {import("./holding.js").Holding} holding
 * @property {import("./press_release.js").PressRelease} release
 * @property {import("./menu.js").Menu} menu
 * @property {import("./session.js").Session} session
 * @property {import("./hearing.js").Hearing} hearing
 * @property {() => void} draw
 */
import { byId } from "../../../consumers/page/dom.js";
import { undoOf, undoing } from "./desk.js";
import { dialog, focusNominees, valueOf } from "./elements.js";
import { commandOf } from "./keys.js";
import { recipientsOf } from "./said.js";
import { putTroubleAway } from "./trouble.js";
import { Find } from "./views/find.js";
import { turnForecast } from "./views/say.js";
import { say } from "./voice.js";

export class Hands {
  /** What was clicked last. @type {HTMLElement | null} */
  #clicked = null;

  /** @param {HandsParts} parts */
  constructor(parts) {
    this.parts = parts;
    this.state = parts.state;
    this.find = new Find(() => this.state.now.desk, (category) => this.#goTo(category));
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("click", (event) => this.#click(event));
    this.#listenToFields();
  }

  #listenToFields() {
    const { state, session } = this.parts;
    byId("login").addEventListener("submit", (event) => session.login(event));
    byId("reason").addEventListener("input", ({ target }) => state.change({ type: "reason", reason: valueOf(target) }));
    byId("narrow").addEventListener("input", ({ target }) => state.change({ type: "query", query: valueOf(target) }));
    byId("recipient").addEventListener("input", ({ target }) =>
      state.change({ type: "recipients", recipients: recipientsOf(valueOf(target), state.now.desk.board) }),
    );
    byId("nights").addEventListener("change", ({ target }) => this.#visit(valueOf(target)));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    // A key that is held down presses no button again, as it sends nothing again.
    if (event.repeat && event.key === "Enter") event.preventDefault();
    if (document.body.dataset.phase !== "desk" || document.querySelector("dialog[open]") !== null) return;
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    const command = commandOf(event);
    if (command === null) return;
    putTroubleAway();
    const inField = target.matches("input, textarea, select");
    const atNominees = target === document.body || target.id === "nominees";
    // In a field keys are text, on a button Enter presses it: only what brings one back works there.
    const inList = target.id === "narrow" && command.do === "move";
    if (!atNominees && command.do !== "leave" && command.do !== "undo" && !(inField && command.do === "go") && !inList) return;
    if (inField && (command.do === "undo" || (command.do === "go" && target.matches("select, textarea")))) return;
    event.preventDefault();
    if (command.do === "go" && this.parts.entering.tooSoon()) return;
    this.#command(command);
    if (command.do === "leave" || command.do === "undo" || (inField && command.do === "go")) focusNominees();
    // Who presses a key sees what it did in the very next picture.
    this.parts.draw();
  }

  /** @param {import("./keys.js").Command} command */
  #command(command) {
    switch (command.do) {
      case "go":
        return this.parts.entering.go();
      case "find":
        return this.find.open();
      case "help":
        return dialog("help").showModal();
      case "menu":
        return this.parts.menu.open();
      case "confirm":
        return this.#toConfirm();
      case "undo":
        if (undoOf(this.state.now.desk) === null) return say("There is nothing to take back.");
        return this.state.change({ type: "command", command });
      default:
        return this.state.change({ type: "command", command });
    }
  }

  #toConfirm() {
    const button = document.querySelector("#confirms [data-action=confirm], #outbox .stopped button");
    if (button instanceof HTMLElement) button.focus();
    else say("Nothing waits for you.");
  }

  /** Put another night at the desk. @param {string} ceremony */
  #visit(ceremony) {
    this.parts.session.want(ceremony);
    this.parts.hearing.load(ceremony);
  }

  /** @param {string} category */
  #goTo(category) {
    this.state.change({ type: "category", category });
    this.parts.draw();
    byId("nominees").focus();
  }

  /** @param {MouseEvent} event */
  #click({ target, detail }) {
    const on = target instanceof Element ? target.closest("button, [data-nomination]") : null;
    if (!(on instanceof HTMLElement)) return;
    // The second click of a double click has not seen what the first one did to the large button.
    const doubled = detail > 1 && on === this.#clicked;
    this.#clicked = on;
    if (on.id === "go" && (doubled || this.parts.entering.tooSoon())) return;
    if (on.closest("dialog") === null) putTroubleAway();
    const { nomination, category, action, draft, undo } = on.dataset;
    if (nomination !== undefined) this.state.change({ type: "choose", nomination, add: this.state.now.desk.adding });
    else if (category !== undefined) this.#goTo(category);
    else if (action !== undefined) this.#act(action, on.dataset.id ?? "");
    else if (draft !== undefined) this.parts.release.take(draft);
    else if (undo !== undefined) this.#undo(Number(undo));
    else if ("more" in on.dataset) this.#more();
    else if ("close" in on.dataset) on.closest("dialog")?.close();
    else this.#press(on.id);
  }

  /** Show all of the forecast, or less again. */
  #more() {
    turnForecast(this.state.now.desk);
    this.parts.draw();
    const button = document.querySelector("[data-more]");
    if (button instanceof HTMLElement) button.focus({ preventScroll: true });
  }

  /** @param {string} id of a button */
  #press(id) {
    const { entering, holding, menu, release, session } = this.parts;
    switch (id) {
      case "go":
        return entering.go();
      case "undo":
      case "tie":
      case "no-award":
      case "postpone":
      case "withdraw":
        this.#command({ do: id });
        return focusNominees();
      case "narrow-clear":
        this.state.change({ type: "query", query: "" });
        return focusNominees();
      case "look":
        return this.#toConfirm();
      case "find-open":
        return this.find.open();
      case "help-open":
        return dialog("help").showModal();
      case "menu-open":
        return menu.open();
      case "begin":
        menu.open();
        return byId("programme-file").focus();
      case "hold":
        return void holding.hold();
      case "menu-hold":
        dialog("menu").close();
        return void holding.hold();
      case "rehearse":
        return void menu.rehearse();
      case "drafts-clear":
        return release.putAway();
      case "logout":
        return void session.logout();
    }
  }

  /** @param {string} action @param {string} id of an item, an entry or a night */
  #act(action, id) {
    const { holding, outgoing } = this.parts;
    switch (action) {
      case "visit":
        return this.#visit(id);
      case "again":
        return void this.#again(id);
      case "drop":
        outgoing.drop(id);
        return byId("nominees").focus();
      case "confirm":
        return void holding.confirm(id);
      case "withdraw-entry":
        return void holding.withdraw(id);
    }
  }

  /** @param {string} id */
  async #again(id) {
    const item = this.state.now.outbox.find((each) => each.id === id);
    if (item?.why === "held") await this.parts.holding.hold();
    this.parts.outgoing.again(id);
    byId("nominees").focus();
  }

  /** @param {number} sequence */
  #undo(sequence) {
    const turn = this.state.now.desk.turns.find((each) => each.sequence === sequence);
    if (turn === undefined) return;
    this.state.change({ type: "intend", choice: undoing(turn) });
    focusNominees();
  }
}
