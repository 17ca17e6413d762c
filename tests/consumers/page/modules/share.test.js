import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf, embedOf, frameMarkup, kindsFor, nightLink, scriptMarkup, wishesIn } from "../../../../consumers/page/embedding.js";
import { linkTo, openedFrom, passOn } from "../../../../consumers/page/share.js";
import { NEW_VIEWER } from "../../../../consumers/page/viewer.js";

const PAGE = "https://awards.example/live/?ceremony=oscars-2017&again=3#work/moonlight";

test("a link says its night, and what stands in it so that those who make previews are told", () => {
  assert.equal(linkTo(PAGE, "oscars-2017", null), "https://awards.example/live/?ceremony=oscars-2017");
  assert.equal(linkTo(PAGE, "oscars-2017", "milestone/lead/film@7"), "https://awards.example/live/?ceremony=oscars-2017&at=milestone/lead/film@7");
  assert.equal(linkTo("https://awards.example/index.html", "a-2017", null), "https://awards.example/?ceremony=a-2017");
});

test("what a link names is opened as if it stood behind the #, and what is behind it already stands above it", () => {
  assert.equal(openedFrom("https://h/?ceremony=a-2017"), null);
  assert.equal(openedFrom("https://h/?ceremony=a-2017&at=milestone/lead/film@7"), "/?ceremony=a-2017#milestone/lead/film@7");
  assert.equal(openedFrom("https://h/live/?at=work%2Fa#work/b"), "/live/#work/b");
  assert.equal(openedFrom("https://h/?ceremony=a-2017&at=nothing"), "/?ceremony=a-2017");
  assert.equal(openedFrom("https://h/?ceremony=a-2017&again&at=work/a"), "/?ceremony=a-2017&again=#work/a");
});

test("a link is opened where it was shared from, whatever is in its ids", () => {
  for (const ref of ["milestone/record-wins/l'été & co@4", "work/a?b#c", "person/김", "category/100%"]) {
    const opened = openedFrom(linkTo("https://h/", "a-2017", ref));
    assert.equal(decodeURIComponent(new URL(opened, "https://h/").hash.slice(1)), ref);
  }
});

const LINK = { title: "A headline", url: "https://h/" };

/** Means of a machine, and what was done with them. */
function means({ share, clipboard }) {
  const done = [];
  const by = (name, error) => async (what) => {
    done.push([name, what]);
    if (error) throw Object.assign(new Error(error), { name: error });
  };
  return {
    done,
    with: { ...(share === undefined ? {} : { share: by("share", share) }), ...(clipboard === undefined ? {} : { clipboard: { writeText: by("copy", clipboard) } }) },
  };
}

test("a link goes by the machine's own means where it has some, else into the clipboard", async () => {
  const phone = means({ share: null, clipboard: null });
  assert.equal(await passOn(LINK, phone.with), "shared");
  assert.deepEqual(phone.done, [["share", LINK]]);
  const desktop = means({ clipboard: null });
  assert.equal(await passOn(LINK, desktop.with), "copied");
  assert.deepEqual(desktop.done, [["copy", LINK.url]]);
});

test("one who thinks better of it gets nothing copied; where sharing fails otherwise, the link is copied", async () => {
  const stopped = means({ share: "AbortError", clipboard: null });
  assert.equal(await passOn(LINK, stopped.with), "refused");
  assert.equal(stopped.done.length, 1);
  assert.equal(await passOn(LINK, means({ share: "NotAllowedError", clipboard: null }).with), "copied");
});

test("where nothing works, that is said", async () => {
  assert.equal(await passOn(LINK, means({}).with), "impossible");
  assert.equal(await passOn(LINK, means({ clipboard: "NotAllowedError" }).with), "impossible");
});

test("an embed's address says what it shows; what it cannot mean is left out", () => {
  const plain = { ceremony: null, show: "leaders", category: null, theme: "auto", delay: 0, sealed: false, host: null };
  assert.deepEqual(embedOf(""), plain);
  assert.deepEqual(embedOf("?show=stream&theme=dark&ceremony=a-2017"), { ...plain, show: "stream", theme: "dark", ceremony: "a-2017" });
  assert.deepEqual(embedOf("?show=category:picture:drama"), { ...plain, show: "category", category: "picture:drama" });
  assert.deepEqual(embedOf("?show=category:&theme=pink&ceremony="), plain);
  assert.deepEqual(embedOf("?show=everything"), plain);
  assert.deepEqual(embedOf("?delay=45&sealed=true"), { ...plain, delay: 45, sealed: true });
  assert.deepEqual(embedOf("?delay=later&sealed=1"), plain);
  assert.deepEqual([embedOf("?delay=-3").delay, embedOf("?delay=9000").delay, embedOf("?delay=2.6").delay], [0, 600, 3]);
});

test("only an origin can be told how high an embed is", () => {
  assert.equal(embedOf("?host=https://a.example").host, "https://a.example");
  assert.equal(embedOf("?host=http://a.example:8000").host, "http://a.example:8000");
  for (const host of ["*", "null", "https://a.example/", "https://a.example/path", "javascript:alert(1)", "file:///", "data:,x", "a.example"]) {
    assert.equal(embedOf(`?${new URLSearchParams({ host })}`).host, null, host);
  }
});

test("an embed asks for no more of the board than it shows", () => {
  assert.deepEqual(kindsFor("leaders", false), ["ceremony", "stage", "standing"]);
  assert.deepEqual(kindsFor("leaders", true), ["ceremony", "stage", "standing", "category"]);
  assert.deepEqual(kindsFor("category", false), ["ceremony", "stage", "category"]);
  assert.deepEqual(kindsFor("stream", true), ["ceremony", "stage", "category", "milestone"]);
});

test("an embed tells as late as its page or its viewer wants, whichever is later, and seals for either", () => {
  const wishes = (query, viewer) => {
    const { delay, sealing } = wishesIn(embedOf(query), { ...NEW_VIEWER, ...viewer });
    return [delay, sealing];
  };
  assert.deepEqual(wishes("", {}), [0, false]);
  assert.deepEqual(wishes("?delay=30", { delay: 10 }), [30, false]);
  assert.deepEqual(wishes("?delay=30", { delay: 90, sealing: true }), [90, true]);
  assert.deepEqual(wishes("?sealed=true", {}), [0, true]);
});

test("a token stands behind the # of an embed's address, and in the link to the whole night", () => {
  assert.equal(addressOf(PAGE, embedOf("?delay=30&sealed=true"), "a.b-c"), "https://awards.example/live/embed.html?show=leaders&delay=30&sealed=true#token=a.b-c");
  assert.ok(scriptMarkup("https://h/", embedOf("?delay=5"), "T", "a.b-c").includes(' data-show="leaders" data-delay="5" data-title="T" data-token="a.b-c" async>'));
  assert.ok(frameMarkup("https://h/", embedOf(""), "T", "a.b-c").includes('src="https://h/embed.html?show=leaders#token=a.b-c"'));
  assert.equal(nightLink("a-2017", null), "./?ceremony=a-2017");
  assert.equal(nightLink("a-2017", "a.b&c"), "./?ceremony=a-2017#token=a.b%26c");
});

test("the address of an embed means the same again", () => {
  for (const query of ["?ceremony=a-2017&show=category:song&theme=dark", "?show=stream&delay=30&sealed=true", "?show=stream", "?show=leaders&theme=light"]) {
    assert.deepEqual(embedOf(new URL(addressOf(PAGE, embedOf(query))).search), embedOf(query));
  }
  assert.equal(addressOf(PAGE, embedOf("?show=leaders")), "https://awards.example/live/embed.html?show=leaders");
});

test("markup to copy cannot be broken by a name in it", () => {
  const embed = embedOf("?ceremony=a-2017&show=category:song");
  const name = '"><script>alert(1)</script>&';
  const escaped = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;";
  const frame = frameMarkup("https://h/", embed, name);
  const script = scriptMarkup("https://h/", embed, name);
  assert.ok(frame.startsWith('<iframe src="https://h/embed.html?ceremony=a-2017&amp;show=category%3Asong" '));
  assert.ok(frame.includes(` title="${escaped}" `));
  assert.equal(script, `<script src="https://h/embed-loader.js" data-ceremony="a-2017" data-show="category:song" data-title="${escaped}" async></script>`);
});
