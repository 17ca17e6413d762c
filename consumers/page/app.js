/**
 * The page, put together: the feed's frames and the viewer's wishes go through the reducer into the store, and the views
 * draw from what the viewer may see of it. What the first picture does not need is loaded behind it.
 */
import { boardJson } from "./board.js";
import { byId } from "./dom.js";
import { Happenings } from "./happenings.js";
import { Joining } from "./joining.js";
import { Layout } from "./layout.js";
import { NOTHING_YET } from "./night.js";
import { Painter } from "./painter.js";
import { answered } from "./patience.js";
import { openedFrom } from "./share.js";
import { Store } from "./store.js";
import { tabs } from "./tabs.js";
import { takeToken } from "./token.js";
import { Keeper } from "./viewer.js";
import { Connection } from "./views/connection.js";
import { drawTelling } from "./views/telling.js";
import { listenToWishes } from "./wishes.js";

/** A night that has not come after so long is not waited for by the rest of the page. */
const LATE_MS = 1000;
/** A page that nobody looks at draws this often at most; its title tells of news all the same. */
const HIDDEN_MS = 500;

/** A hidden page gets no pictures, but its title has to tell. @param {() => void} act */
function soonDrawn(act) {
  if (document.hidden) setTimeout(act, HIDDEN_MS);
  else requestAnimationFrame(act);
}

/** Return what comes of a module that is loaded later, however long it takes. @template T @param {() => Promise<T>} load */
function loaded(load) {
  return answered(load, () => {});
}

class Page {
  keeper = new Keeper(window);
  store = new Store({ night: NOTHING_YET, viewer: this.keeper.read() });
  layout = new Layout(byId("sections"), (query) => window.matchMedia(query));
  happenings = new Happenings(this.store, this.layout);
  connection = new Connection(() => this.joining.feed?.retry());
  /** Called when the stream has been drawn for the first time. @type {() => void} */
  #begun = () => {};
  /** Whether everything is there that is loaded later. */
  #isComplete = false;

  /** @param {string | null} token with which this viewer is let in, where the gateway asks for one */
  constructor(token) {
    this.painter = new Painter([() => this.#drawFirst()], { soon: soonDrawn, now: () => performance.now() });
    this.joining = new Joining(token, this.#around());
    const begun = /** @type {Promise<void>} */ (new Promise((resolve) => (this.#begun = resolve)));
    setTimeout(this.#begun, LATE_MS);
    // A name is what is tapped first, and the line is free while the night is on its way.
    this.details = loaded(() => import("./views/dialog.js")).then(({ Details }) => this.#withDetails(new Details()));
    const panes = begun.then(() => loaded(() => import("./views/panes.js"))).then((module) => this.#withPanes(module));
    this.company = begun.then(() => loaded(() => import("./company.js"))).then(({ Company }) => this.#withCompany(new Company(this.store)));
    Promise.all([this.details, panes, this.company]).then(() => (this.#isComplete = true));
    tabs(byId("standings-tabs"));
    listenToWishes(this);
    this.keeper.listen((viewer) => this.store.dispatch({ type: "viewer", viewer }));
    document.addEventListener("visibilitychange", () => document.hidden || this.painter.changed());
    this.store.subscribe((state, before) => this.#changed(state, before));
    drawTelling(this.store.state.viewer);
  }

  /** Load what is left, whether or not there is a picture: somebody asks for it. */
  hurry() {
    this.#begun();
  }

  /** Whether everything is drawn as things are now. */
  get isDrawn() {
    return this.#isComplete && this.painter.isDone;
  }

  #drawFirst() {
    const unfinished = this.happenings.draw();
    // With the picture behind this one; a page that nobody looks at has none.
    if (this.store.state.night.ceremony !== null && this.happenings.isBegun) soonDrawn(() => setTimeout(this.#begun));
    return unfinished;
  }

  /** @param {import("./views/dialog.js").Details} details */
  #withDetails(details) {
    this.painter.add([() => details.draw(this.store.shown, this.happenings.clock)]);
    return details;
  }

  /** @param {typeof import("./views/panes.js")} module */
  #withPanes({ panes }) {
    const { store, happenings, painter } = this;
    painter.add(panes({ board: () => store.shown.board, clock: () => happenings.clock }, (part) => painter.again(part)));
  }

  /** @param {import("./company.js").Company} company */
  #withCompany(company) {
    this.painter.add([() => company.draw()]);
    company.watchOver(() => this.joining.feed);
    return company;
  }

  /** @returns {import("./joining.js").Around} */
  #around() {
    const { store, connection } = this;
    return {
      store,
      connection,
      wait: (sentence, isOver = false) => {
        // Nothing is being connected any more.
        if (isOver) byId("light").hidden = true;
        this.happenings.wait(sentence);
      },
      listed: (list, ceremony) => {
        this.company.then((company) => company.nameOthers(list, ceremony));
      },
      announce: (turn) => {
        const { board } = store.state.night;
        this.company.then((company) => company.announce(turn, board));
      },
      known: (turn) => {
        const { night, viewer } = store.state;
        const when = { at: Date.now(), delay: viewer.delay };
        this.company.then((company) => company.know(turn, night.board, when));
      },
    };
  }

  /** @param {import("./store.js").State} state @param {import("./store.js").State} before */
  #changed({ viewer }, { viewer: former }) {
    if (viewer !== former) {
      this.keeper.write(viewer);
      // The one place where the delay works: what has not come yet can be told by nobody here.
      if (viewer.delay !== former.delay) this.joining.feed?.changeDelay(viewer.delay);
      drawTelling(viewer);
      this.company.then((company) => company.drawSettings());
    }
    this.painter.changed();
  }
}

// A page that changes by itself is not to be scrolled to where something stood minutes ago.
history.scrollRestoration = "manual";
const token = takeToken(window);
const opened = openedFrom(location.href);
if (opened !== null) history.replaceState(null, "", opened);
const page = new Page(token);
/** For the browser's console, and for tests: what this page knows, byte for byte as the gateway encodes it. */
Object.defineProperty(window, "sweepcast", {
  value: Object.freeze({ boardJson: () => boardJson(page.store.state.night.board), sequence: () => page.store.state.night.sequence, isDrawn: () => page.isDrawn }),
});
page.joining.start();
