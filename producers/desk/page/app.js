/**
 * The desk's page, wired: each part gets what it needs, and whatever changes is drawn.
 */
import { byId } from "../../../consumers/page/dom.js";
import { Api } from "./api.js";
import { Drawing } from "./drawing.js";
import { Entering } from "./entering.js";
import { Forecaster } from "./forecaster.js";
import { Hands } from "./hands.js";
import { Hearing } from "./hearing.js";
import { Holding } from "./holding.js";
import { browserId, windowId } from "./ids.js";
import { tokenIn } from "./invitation.js";
import { Line } from "./line.js";
import { Menu } from "./menu.js";
import { OutboxStore } from "./outbox_store.js";
import { Outgoing } from "./outgoing.js";
import { PressRelease } from "./press_release.js";
import { Session } from "./session.js";
import { spokenOf } from "./spoken.js";
import { State } from "./state.js";
import { drawnKeys } from "./views/keys.js";
import { ProgrammeEditor } from "./views/programme.js";
import { say } from "./voice.js";

const state = new State();
const api = new Api(fetch.bind(window));
const browser = browserId(sessionStorage, crypto);
const drawing = new Drawing(state, browser);
const draw = () => drawing.draw();
const onTrouble = (/** @type {unknown} */ error) => session.trouble(error);

const session = new Session({ state, api, load: (ceremony) => hearing.load(ceremony), line: () => line });
const outgoing = new Outgoing({
  state,
  api,
  browser,
  window: windowId(crypto, Date.now()),
  channel: new BroadcastChannel("sweepcast-desk/outbox"),
  store: new OutboxStore(localStorage),
  onRefused: (error) => session.refused(error),
  onWindows: (tooMany) => session.crowd(tooMany),
  reload: (ceremony) => hearing.reload(ceremony),
});
const entering = new Entering({ state, outgoing, onEntered: (choice) => release.entered(choice) });
const hearing = new Hearing({ state, api, browser, outgoing, session, onSurprise: () => entering.surprise() });
const forecaster = new Forecaster(api, () => state.now.desk, (forecast) => entering.forecast(forecast));
const line = new Line(browser, hearing.hearers(), lined);
const holding = new Holding({ state, api, browser, hearing, onTrouble });
const release = new PressRelease({ state, api, draw, onTrouble });
const menu = new Menu({ state, api, browser, holding, session });
new Hands({ state, entering, outgoing, holding, release, menu, session, hearing, draw });
new ProgrammeEditor({
  api,
  onError: (error) => session.refused(error),
  onPublished: async () => {
    await session.open();
    menu.draw();
  },
  atDesk: () => state.now.night?.ceremony,
  bring: (ceremony) => menu.bring(ceremony),
});

state.listen((before) => {
  const { desk } = state.now;
  drawing.soon();
  outgoing.look();
  if (desk === before.desk) return;
  forecaster.look();
  say(spokenOf(before.desk, desk));
});

/** @param {boolean} open @param {boolean} [refused] */
function lined(open, refused = false) {
  const came = open && !state.now.open;
  if (!open && state.now.open) say("No line to the server: what you send waits in the outbox.");
  state.set({ open });
  if (refused) session.check();
  if (!came) return;
  outgoing.reopen();
  forecaster.look();
}

function woken() {
  line.wake();
  outgoing.send();
}

window.addEventListener("online", woken);
window.addEventListener("pagehide", () => outgoing.leave());
window.addEventListener("pageshow", ({ persisted }) => {
  // Others have taken what was left here: it is read anew.
  if (persisted) location.reload();
  else woken();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") woken();
});

// A link that is put behind the page's address lets one in as well.
window.addEventListener("hashchange", () => {
  if (tokenIn(location.hash).token !== null) session.come();
});

byId("keys").append(...drawnKeys());
session.come();
