/**
 * What the stream shows, as its viewer chooses: everything, winners, milestones, or what concerns the films they follow.
 */
import { byId, h, reconcile } from "../dom.js";
import { SHOWN } from "../viewer.js";

/**
 * @param {{shown: (shown: import("../viewer.js").Shown) => void, follow: (work: string) => void}} chosen
 */
export function listenToTools(chosen) {
  byId("shown").addEventListener("change", ({ target }) => {
    const shown = SHOWN.find((each) => target instanceof HTMLInputElement && each === target.value);
    if (shown) chosen.shown(shown);
  });
  byId("follow").addEventListener("change", ({ target }) => {
    if (target instanceof HTMLSelectElement && target.value !== "") chosen.follow(target.value);
  });
  byId("followed").addEventListener("click", ({ target }) => {
    const work = target instanceof Element ? target.closest("[data-unfollow]")?.getAttribute("data-unfollow") : null;
    if (!work) return;
    chosen.follow(work);
    byId("follow").focus();
  });
}

/**
 * @param {import("../sweepcast.js").Board} board
 * @param {Pick<import("../viewer.js").Viewer, "shown" | "follows">} viewer
 */
export function drawTools(board, { shown, follows }) {
  for (const input of byId("shown").querySelectorAll("input")) input.checked = input.value === shown;
  byId("follows").hidden = shown !== "followed";
  if (shown !== "followed") return;
  const works = Object.values(board).flatMap((value) => (value.type === "work" ? [value] : []));
  works.sort((a, b) => a.title.localeCompare(b.title, "en"));
  const titles = new Map(works.map(({ id, title }) => [id, title]));
  const here = follows.filter((id) => titles.has(id));
  reconcile(
    byId("followed"),
    here.map((id) => ({ key: id, shows: titles.get(id), draw: () => chip(id, titles.get(id) ?? id) })),
  );
  const others = works.filter(({ id }) => !follows.includes(id));
  const first = { key: "", shows: here.length, draw: () => h("option", { value: "" }, here.length === 0 ? "Choose a film or series to follow …" : "Follow another …") };
  reconcile(byId("follow"), [first, ...others.map(({ id, title }) => ({ key: id, shows: title, draw: () => h("option", { value: id }, title) }))]);
  /** @type {HTMLSelectElement} */ (byId("follow")).value = "";
}

/** @param {string} id @param {string} title */
function chip(id, title) {
  return h(
    "li",
    {},
    h("bdi", {}, title),
    h("button", { type: "button", class: "unfollow", "data-unfollow": id, "aria-label": `Follow ${title} no longer` }, "×"),
  );
}
