"""Modules joined into few files: what comes out runs as the modules do; in a browser, the page's tests see to that."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from consumers.gateway.gateway import PAGE
from consumers.gateway.http.modules import Unjoinable, joined, module_of, needed_by

GRAPH = {
    "app.js": """/** Begins. */
import { shout } from "./views/words.js";
import { counter as count, START } from "./count.js";

const told = [shout("la"), count.next(), START]; // said at once
export async function later() {
  const { read } = await import("./views/late.js");
  return [...told, ...read()];
}
""",
    "count.js": """export const START = 7;
class Counter {
  // Not the next one.
  #at = START;
  next() {
    return (this.#at += 1);
  }
}
export const counter = new Counter();
""",
    "views/words.js": """import {
  upper,
} from "../letters.js";
/**
 * @param {import("../letters.js").Letter} word
 * @returns {string}
 */
export function shout(word) {
  return `${upper(word)}!`;
}
""",
    "letters.js": "export function upper(/** @type {string} */ word) {\n  return word.toUpperCase();\n}\n",
    "views/late.js": """import { counter } from "../count.js";
import { own } from "./own.js";
export function read() {
  return [counter.next(), own];
}
""",
    "views/own.js": 'export const own = "own // not a comment";\n',
}


def read(path: str) -> str:
    """Return a module of the graph."""
    return GRAPH[path]


def test_each_module_comes_behind_those_that_it_needs() -> None:
    """And once, however many need it; what is loaded later is not among them."""
    order = [each.path for each in needed_by(read, "app.js")]
    assert order == ["letters.js", "views/words.js", "count.js", "app.js"]


def test_there_is_one_file_and_one_for_each_that_is_loaded_later() -> None:
    """What is loaded later holds no module that is there already; comments are left out."""
    files = joined(read, "app.js")
    assert list(files) == ["app.js", "app.views.late.js"]
    assert 'import { $count } from "./app.js";' in files["app.views.late.js"]
    assert "class Counter" not in files["app.views.late.js"]
    assert "@param" not in files["app.js"]
    assert "Not the next one" not in files["app.js"]
    assert "own // not a comment" in files["app.views.late.js"]


def test_the_files_do_what_the_modules_do(tmp_path: Path) -> None:
    """The same values come of both, also of what they share: a module runs once."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("JOINED MODULES ARE NOT RUN: there is no Node.js on this machine; install node 20 or newer")
    results = [
        _run(node, tmp_path / name, files) for name, files in (("plain", GRAPH), ("joined", joined(read, "app.js")))
    ]
    assert results == [["LA!", 8, 7, 9, "own // not a comment"]] * 2


def _run(node: str, folder: Path, files: Mapping[str, str]) -> object:
    for name, source in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    (folder / "package.json").write_text('{"type": "module"}')
    # A file that is joined has no names but those of its modules.
    (folder / "run.js").write_text(
        "const app = await import('./app.js'); console.log(JSON.stringify(await (app.later ?? app.$app.later)()));"
    )
    done = subprocess.run([node, "run.js"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "source",
    [
        'import "./other.js";',
        'import * as other from "./other.js";',
        'import other from "./other.js";',
        'import { other } from "elsewhere";',
        "export default 1;",
        'export { other } from "./other.js";',
        'export * from "./other.js";',
        "export let changing = 1;",
    ],
)
def test_other_forms_are_not_guessed_at(source: str) -> None:
    """A module that is written otherwise is refused, with its name and the line."""
    with pytest.raises(Unjoinable, match=r"strange\.js"):
        module_of("strange.js", source)


def test_a_circle_cannot_be_joined() -> None:
    """Modules that need each other have no order; the circle is named."""
    circle = {
        "a.js": 'import { b } from "./b.js";\nexport const a = 1;',
        "b.js": 'import { a } from "./a.js";\nexport const b = 1;',
    }
    with pytest.raises(Unjoinable, match=r"a\.js imports b\.js imports a\.js"):
        joined(circle.__getitem__, "a.js")


def test_what_is_loaded_later_loads_nothing_later() -> None:
    """That would need files of files; it is refused."""
    files = {"a.js": 'import("./b.js");', "b.js": 'import("./c.js");', "c.js": ""}
    with pytest.raises(Unjoinable, match=r"b\.js"):
        joined(files.__getitem__, "a.js")


@pytest.mark.parametrize("entry", ["app.js", "embed.js", "embed-maker.js", "summary.js"])
def test_the_page_can_be_joined(entry: str) -> None:
    """All modules of the page have the form that is understood."""
    files = joined(lambda path: (PAGE / path).read_text(encoding="utf-8"), entry)
    assert files[entry].count("\n// ") > 5
