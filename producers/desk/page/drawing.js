/**
 * Draws all that the page knows, once for everything that changes before the next picture of the screen.
 */
import { byId } from "../../../consumers/page/dom.js";
import { atDesk, choiceOf } from "./desk.js";
import { toConfirm } from "./night.js";
import { notOut } from "./outbox.js";
import { mayEnter } from "./state.js";
import { drawHead } from "./views/head.js";
import { drawConfirms, drawDrafts, drawLog, drawOutbox } from "./views/lists.js";
import { drawOrder, showPlace } from "./views/order.js";
import { drawSay } from "./views/say.js";
import { drawStage } from "./views/stage.js";

export class Drawing {
  #waits = false;
  #arrivedAt = "";

  /**
   * @param {import("./state.js").State} state
   * @param {string} browser
   */
  constructor(state, browser) {
    this.state = state;
    this.browser = browser;
  }

  soon() {
    if (this.#waits) return;
    this.#waits = true;
    requestAnimationFrame(() => {
      this.#waits = false;
      this.draw();
    });
  }

  draw() {
    const { session, night, desk, open, outbox, drafts, unmatched } = this.state.now;
    const may = mayEnter({ session });
    const waiting = notOut(outbox);
    const [stopped, unconfirmed] = ["stopped", "to-confirm"].map((standing) => waiting.filter((item) => item.standing === standing).length);
    const failing = waiting.some(({ standing, detail }) => standing === "waiting" && detail !== "");
    const unanswered = waiting.some(({ standing, detail }) => standing === "accepted" && detail !== "");
    const confirms = toConfirm(night?.entries ?? [], session?.me ?? null).length;
    drawHead({ session, night, open, browser: this.browser, waiting: waiting.length, unconfirmed, stopped, failing, unanswered, confirms });
    drawOrder(desk);
    drawStage(desk, may);
    drawSay(desk, may);
    drawDrafts(drafts, unmatched);
    drawConfirms(night?.entries ?? [], session?.me ?? null);
    drawOutbox(outbox, desk.ceremony);
    drawLog(desk.turns, may);
    document.body.dataset.choosing = String(choiceOf(desk) !== null);
    this.#arrive(desk);
  }

  /**
   * Another category is at the desk, or it went on air: show where it stands; where there is no list, letters are a name.
   * @param {import("./desk.js").Desk} desk
   */
  #arrive(desk) {
    const category = atDesk(desk);
    const at = `${category?.id}/${category?.status}`;
    if (this.#arrivedAt === at) return;
    this.#arrivedAt = at;
    showPlace();
    const waits = category?.status === "up-next" && !desk.underWay.includes(category.id);
    if (waits && document.activeElement?.id === "nominees" && !byId("recipient-field").hidden) byId("recipient").focus();
  }
}
