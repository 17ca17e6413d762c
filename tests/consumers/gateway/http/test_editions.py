"""The page's folder as it is served."""

import os
from pathlib import Path

import pytest

from consumers.gateway.http.editions import LOOK_AGAIN_SECONDS, Editions, edition_of, without_prefix

HEAD = b"""<link rel="stylesheet" href="base.css">
<link rel="stylesheet" href="styles/more.css">
<link rel="stylesheet" href="print.css" media="print">
<link rel="modulepreload" href="words.js">
<script type="module" src="app.js"></script>
"""
FOLDER = {
    "index.html": HEAD,
    "base.css": b"p { margin: 0 }",
    "styles/more.css": b"p { margin: 1px }",
    "print.css": b"p { color: #000 }",
    "app.js": b'import { word } from "./words.js";\nconsole.log(word);\n',
    "words.js": b'export const word = "la";\n',
}


def test_a_page_names_the_few_files_of_its_edition() -> None:
    """Its style sheets are one, in their order, and its modules; what is only for paper stays by itself."""
    edition = edition_of(FOLDER)
    names = [
        f'<link rel="stylesheet" href="{edition.prefix}index.joined.css">',
        f'<link rel="stylesheet" href="{edition.prefix}print.css" media="print">',
        f'<script type="module" src="{edition.prefix}app.js"></script>',
    ]
    assert edition.asked["index.html"].decode().splitlines() == names
    assert edition.kept["index.joined.css"] == b"p { margin: 0 }\np { margin: 1px }"
    assert b'word = "la"' in edition.kept["app.js"]
    assert edition.asked["app.js"] == FOLDER["app.js"]
    assert "index.html" not in edition.kept


def test_names_change_with_what_is_in_any_file() -> None:
    """The same files have the same names in every gateway; others never have."""
    prefix = edition_of(FOLDER).prefix
    assert edition_of(dict(reversed(FOLDER.items()))).prefix == prefix
    for name, content in FOLDER.items():
        assert edition_of(FOLDER | {name: content + b" "}).prefix != prefix
    assert edition_of({"a": b"1", "b": b""}).prefix != edition_of({"a": b"", "b": b"1"}).prefix


@pytest.mark.parametrize(
    ("name", "content"),
    [("words.js", b'export default "la";'), ("app.js", b'import { word } from "./nowhere.js";')],
)
def test_modules_that_cannot_be_joined_are_served_one_by_one(name: str, content: bytes) -> None:
    """The page then names them as it did."""
    edition = edition_of(FOLDER | {name: content})
    assert b'<link rel="modulepreload" href="words.js">' in edition.asked["index.html"]
    assert b'<script type="module" src="app.js">' in edition.asked["index.html"]
    assert edition.kept[name] == content


@pytest.mark.parametrize("content", [b"@import 'other.css';", b"p { background: url(paper.png) }", None])
def test_style_sheets_that_cannot_be_joined_are_served_one_by_one(content: bytes | None) -> None:
    """Those that name what lies beside them, or that are not there."""
    changed = {name: each for name, each in FOLDER.items() if name != "styles/more.css"}
    edition = edition_of(changed if content is None else FOLDER | {"styles/more.css": content})
    assert f'href="{edition.prefix}base.css"'.encode() in edition.asked["index.html"]
    assert f'href="{edition.prefix}styles/more.css"'.encode() in edition.asked["index.html"]


@pytest.mark.parametrize(
    ("path", "prefix", "name"),
    [
        ("v-0123456789abcdef/views/a.js", "v-0123456789abcdef/", "views/a.js"),
        ("views/a.js", "", "views/a.js"),
        ("v-0123/a.js", "", "v-0123/a.js"),
        ("x/v-0123456789abcdef/a.js", "", "x/v-0123456789abcdef/a.js"),
    ],
)
def test_the_name_behind_the_prefix(path: str, prefix: str, name: str) -> None:
    """A prefix has 16 digits, and stands in front."""
    assert without_prefix(path) == (prefix, name)


def test_a_changed_folder_makes_a_new_edition(tmp_path: Path) -> None:
    """It is looked at again after a while, and read only if it has changed; what leads out of it is never read."""
    now = 0.0
    folder, outside = tmp_path / "page", tmp_path / "outside.js"
    (folder / "views").mkdir(parents=True)
    (folder / "views" / "a.js").write_text("1")
    (folder / "notes.py").write_text("not for viewers")
    outside.write_text("secret")
    (folder / "leads.js").symlink_to(outside)
    editions = Editions(folder, lambda: now)
    first = editions.newest()
    assert dict(first.asked) == {"views/a.js": b"1"}
    (folder / "views" / "a.js").write_text("22")
    os.utime(folder / "views" / "a.js", ns=(1, 1))
    assert editions.newest() is first
    now += LOOK_AGAIN_SECONDS
    second = editions.newest()
    assert dict(second.asked) == {"views/a.js": b"22"}
    now += LOOK_AGAIN_SECONDS
    assert editions.newest() is second
