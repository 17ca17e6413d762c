import assert from "node:assert/strict";
import { test } from "node:test";

import { ceremonies, TokenRefused } from "../../../../consumers/page/gateway.js";
import { answered } from "../../../../consumers/page/patience.js";
import { authorized, keptToken, listenForRefusal, takeToken, tokenIn } from "../../../../consumers/page/token.js";
import { settled } from "./world.js";

const PAGE = "https://h/live/?ceremony=a-2017";

/** A window of which the test is the browser. */
function windowAt(href, kept = {}) {
  const listeners = [];
  return {
    location: { href, reload: () => listeners.push("reloaded") },
    history: { state: "there", replaceState: (state, _, url) => listeners.push([state, url]) },
    sessionStorage: { getItem: (key) => kept[key] ?? null, setItem: (key, value) => (kept[key] = value) },
    addEventListener: (name, act) => (listeners[name] = act),
    kept,
    listeners,
  };
}

test("a token stands behind # or in the query, and the rest of the address stays as it was", () => {
  const cases = [
    ["", null, ""],
    ["#token=a.b-c_d", "a.b-c_d", ""],
    ["&token=a.b.c", "a.b.c", ""],
    ["&again&at=milestone/x@4", null, "&again&at=milestone/x@4"],
    ["#milestone/record-wins/la-la-land@45", null, "#milestone/record-wins/la-la-land@45"],
    ["#milestone/x@4&token=a.b.c", "a.b.c", "#milestone/x@4"],
    ["&token=in-the-query#token=behind", "behind", ""],
    ["#token=", null, ""],
    ["&token=", null, ""],
    ["#token=%zz", "%zz", ""],
  ];
  for (const [end, token, rest] of cases) assert.deepEqual(tokenIn(PAGE + end), { token, rest: `/live/?ceremony=a-2017${rest}` }, end);
});

test("a token that came with the address is kept for the tab, and is no longer to be seen", () => {
  const window = windowAt(`${PAGE}#token=a.b.c`);
  assert.equal(takeToken(window), "a.b.c");
  assert.deepEqual(window.listeners, Object.assign([["there", "/live/?ceremony=a-2017"]], { hashchange: window.listeners.hashchange }));
  assert.equal(takeToken(windowAt(PAGE, window.kept)), "a.b.c");
  assert.equal(keptToken(windowAt(PAGE, window.kept)), "a.b.c");
});

test("a new token takes the place of the old one, also behind the address of an open page", () => {
  const kept = { "sweepcast.token": "old" };
  const window = windowAt(PAGE, kept);
  assert.equal(takeToken(window), "old");
  window.listeners.hashchange();
  assert.deepEqual([...window.listeners], []);
  window.location.href = `${PAGE}#token=new`;
  window.listeners.hashchange();
  assert.deepEqual([...window.listeners], ["reloaded"]);
  assert.equal(takeToken(window), "new");
  assert.equal(kept["sweepcast.token"], "new");
});

test("where nothing may be kept, the token holds for the page", () => {
  const forbidden = () => {
    throw new Error("SecurityError");
  };
  const window = { ...windowAt(`${PAGE}#token=a`), sessionStorage: { getItem: forbidden, setItem: forbidden } };
  assert.equal(takeToken(window), "a");
  assert.equal(keptToken(window), null);
});

test("the token goes with every request, beside what else it brings; without one nothing is added", async () => {
  const asked = [];
  const fetcher = async (what, options) => asked.push([what, Object.fromEntries(new Headers(options?.headers))]);
  await authorized(fetcher, "a.b.c")("v1/x", { headers: { Accept: "application/json" } });
  await authorized(fetcher, "a.b.c")("v1/y");
  assert.deepEqual(asked, [["v1/x", { accept: "application/json", authorization: "Bearer a.b.c" }], ["v1/y", { authorization: "Bearer a.b.c" }]]);
  assert.equal(authorized(fetcher, null), fetcher);
});

const refusing = (error, detail = "as the gateway says") => async () => ({ ok: false, status: 401, json: async () => ({ error, detail }) });
const letting = async () => ({ ok: true, status: 200, json: async () => ({ ceremonies: [] }) });

test("a refusal says what is wrong and what to do, and is not tried again", async () => {
  const cases = { "no-token": /^This night is only for viewers with a token\. Open the link again/u, "token-expired": /^Your viewer token has expired\. Open/u, "malformed-token": /^Your viewer token is not let in \(as the gateway says\)\. Open/u };
  for (const [code, words] of Object.entries(cases)) {
    const told = [];
    let asked = 0;
    const ask = () => {
      asked += 1;
      return ceremonies(refusing(code));
    };
    answered(ask, (sentence) => told.push(sentence), async () => {});
    await settled();
    assert.equal(asked, 1);
    assert.equal(told.length, 1);
    assert.match(told[0], words);
  }
});

test("what cannot be reached is asked again until it answers", async () => {
  const told = [];
  let left = 2;
  const ask = async () => {
    left -= 1;
    if (left >= 0) throw new Error("no answer");
    return "here";
  };
  assert.equal(await answered(ask, (sentence) => told.push(sentence), async () => {}), "here");
  assert.deepEqual(told, ["The night cannot be reached yet: no answer. Trying again.", "The night cannot be reached yet: no answer. Trying again."]);
});

/** Tell links to one who listens for refusals; return what came of it. */
async function heard(get, ...links) {
  const told = [];
  const listen = listenForRefusal(get, ({ status, reason }) => told.push([status, reason]), () => told.push("stopped"));
  for (const link of links) await listen({ reason: "", error: null, ...link });
  return told;
}

test("a connection that ends with its token says so; other ends say what they are", async () => {
  const expired = { status: "ended", reason: "in the gateway's words", error: Object.assign(new Error(), { code: 4501 }) };
  const [[status, reason]] = await heard(letting, expired);
  assert.equal(status, "ended");
  assert.match(reason, /^Your viewer token has expired\. Open the link again/u);
  const other = { status: "ended", reason: "too many messages", error: Object.assign(new Error(), { code: 4500 }) };
  assert.deepEqual(await heard(letting, other), [["ended", "too many messages"]]);
});

const waiting = { status: "waiting", reason: "no answer" };

test("a feed that cannot come back is stopped where its token is refused, and only there", async () => {
  const told = await heard(refusing("token-expired"), waiting);
  assert.deepEqual(told.slice(0, 2), [["waiting", "no answer"], "stopped"]);
  assert.match(told[2][1], /^Your viewer token has expired/u);
  assert.equal(new TokenRefused("token-expired", "").message, told[2][1]);
  assert.deepEqual(await heard(letting, waiting), [["waiting", "no answer"]]);
  assert.deepEqual(await heard(async () => Promise.reject(new Error("offline")), waiting), [["waiting", "no answer"]]);
});

test("a line that breaks asks nothing, only each try after it that fails: all viewers would ask in the same moment", async () => {
  const asked = [];
  const get = async (what) => {
    asked.push(what);
    return letting();
  };
  const [live, connecting] = [{ status: "live" }, { status: "connecting" }];
  await heard(get, connecting, live, waiting, connecting);
  assert.deepEqual(asked, []);
  await heard(get, live, waiting, connecting, waiting, connecting, waiting, connecting, live, waiting);
  assert.equal(asked.length, 2);
});
