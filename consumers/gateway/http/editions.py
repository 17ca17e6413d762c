"""The page's folder as it is served: its modules joined, each file under a name that changes with what is in it.

So a browser asks for few files, and keeps them for ever: a new edition has new names. HTML keeps its names, and names
the files of the edition that it belongs to.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

from consumers.gateway.http.modules import Unjoinable, joined

PAGE_TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
"""Files of the page that are served, and as what; whatever else lies in its folder is not."""
HTML: Final = ".html"
LOOK_AGAIN_SECONDS: Final = 1.0
"""So often it is asked whether the folder has changed: somebody may be writing on the page."""

_IN_EDITION = re.compile(r"v-[0-9a-f]{16}/")
_STYLES = re.compile(r'<link rel="stylesheet" href="([\w/-]+\.css)">\n')
_OTHER_STYLES = re.compile(r'(<link rel="stylesheet" href=")(?!v-)([\w/-]+\.css")')
_RELATIVE = re.compile(rb"@import|url\(")
_SCRIPT = re.compile(r'(<script type="module" src=")([\w/-]+\.js)(")')
_PRELOAD = re.compile(r'<link rel="modulepreload" href="[^"]+">\n')


@dataclass(frozen=True)
class Edition:
    """The page's files at one time."""

    prefix: str
    """Stands in front of the names that may be kept for ever."""
    kept: Mapping[str, bytes]
    """Files with the prefix, by their names behind it."""
    asked: Mapping[str, bytes]
    """Files without it: browsers ask each time whether they have changed."""


def edition_of(files: Mapping[str, bytes]) -> Edition:
    """Return the edition of the files of a folder; the same files make the same, in every gateway."""
    digest = blake2b(digest_size=8)
    for name, content in sorted(files.items()):
        digest.update(b"%d %s %d " % (len(name), name.encode(), len(content)))
        digest.update(content)
    prefix = f"v-{digest.hexdigest()}/"
    kept = {name: content for name, content in files.items() if not name.endswith(HTML)}
    asked = dict(files)
    for name in [each for each in files if each.endswith(HTML)]:
        html = files[name].decode()
        scripts, styles = _scripts(files, html), _styles(files, html, name.removesuffix(HTML) + ".joined.css")
        kept |= scripts | styles
        asked[name] = _named(html, prefix, scripts=bool(scripts), styles=next(iter(styles), "")).encode()
    return Edition(prefix, kept, asked)


def _scripts(files: Mapping[str, bytes], html: str) -> dict[str, bytes]:
    """Return the files that stand for the modules of a page; none where they can only be served one by one."""
    made: dict[str, bytes] = {}
    for _, entry, _ in _SCRIPT.findall(html):
        try:
            made |= {name: text.encode() for name, text in joined(lambda each: files[each].decode(), entry).items()}
        except (KeyError, Unjoinable):
            return {}
    return made


def _styles(files: Mapping[str, bytes], html: str, name: str) -> dict[str, bytes]:
    """Return the file that stands for a page's style sheets; none where they can only be served one by one."""
    try:
        content = b"\n".join(files[each] for each in _STYLES.findall(html))
    except KeyError:
        return {}
    # Elsewhere, what they name as relative to themselves would be something else.
    return {} if content == b"" or _RELATIVE.search(content) else {name: content}


def _named(html: str, prefix: str, *, scripts: bool, styles: str) -> str:
    """Return a page that names the files of an edition; `styles` is the joined style sheet, if any."""
    if styles:
        first, *_ = _STYLES.finditer(html)
        after = _STYLES.sub("", html[first.end() :])
        html = f'{html[: first.start()]}<link rel="stylesheet" href="{prefix}{styles}">\n{after}'
    html = _OTHER_STYLES.sub(rf"\g<1>{prefix}\g<2>", html)
    return _PRELOAD.sub("", _SCRIPT.sub(rf"\g<1>{prefix}\g<2>\g<3>", html)) if scripts else html


class Editions:
    """Knows the newest edition of a folder."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """Have read nothing yet; the clock gives seconds."""
        self._folder = folder.resolve()
        self._clock = clock
        self._looked = float("-inf")
        self._stamps: Mapping[str, tuple[int, int]] = {}
        self._edition = edition_of({})

    def newest(self) -> Edition:
        """Return the files as they are, or as they were a moment ago."""
        now = self._clock()
        if now - self._looked >= LOOK_AGAIN_SECONDS:
            self._looked = now
            self._look()
        return self._edition

    def _look(self) -> None:
        stamps = {}
        for path in self._folder.rglob("*"):
            if path.suffix in PAGE_TYPES and path.resolve().is_relative_to(self._folder) and path.is_file():
                found = path.stat()
                stamps[path.relative_to(self._folder).as_posix()] = (found.st_mtime_ns, found.st_size)
        if stamps != self._stamps:
            self._edition = edition_of({name: (self._folder / name).read_bytes() for name in stamps})
            self._stamps = stamps


def without_prefix(path: str) -> tuple[str, str]:
    """Return the prefix of an edition, whichever it is, and the file's name: of the one without the prefix is empty."""
    found = _IN_EDITION.match(path)
    return (found[0], path[found.end() :]) if found else ("", path)
