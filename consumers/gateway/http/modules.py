"""JavaScript modules joined into few files, so that a page over a slow line waits for a few answers and not for fifty.

This is done as they are served, from the modules as they lie in their folder: no build step, nothing to install. It
understands the plain form in which the page is written, and says `Unjoinable` of any other: named imports and exports
of functions, classes and constants, at the beginning of a line; no cycles. Pure.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final, NamedTuple

Read = Callable[[str], str]
"""Returns the source of a module, by its path in the page's folder; raises KeyError where there is none."""

_COMMENT: Final = re.compile(r"/\*\*.*?\*/|^[ \t]*//.*?$", re.DOTALL | re.MULTILINE)
_BLANK: Final = re.compile(r"\n\s*\n+|^\s+\n")
_IMPORT: Final = re.compile(r'^import \{([^}]*)\} from "(\.{1,2}/[^"]+)";$', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:async )?(?:function|class|const) ([\w$]+))", re.MULTILINE)
_OTHER: Final = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)
_LATER: Final = re.compile(r'\bimport\("(\.{1,2}/[^"]+)"\)')


class Unjoinable(Exception):
    """A module has a form that is not understood here: it can only be served as it is."""


class Module(NamedTuple):
    """A module, taken apart."""

    path: str
    imports: tuple[tuple[str, str], ...]
    """What it names of another module, as between the braces, and that module's path."""
    exports: tuple[str, ...]
    later: tuple[str, ...]
    """Modules that it loads only when it needs them."""
    body: str
    """The rest, without comments that begin a line or tell of types."""


def module_of(path: str, source: str) -> Module:
    """Return a module, taken apart.

    Raises:
        Unjoinable: it imports or exports in another form.
    """
    plain = _BLANK.sub("\n", _COMMENT.sub("", source))
    imports = tuple((names, _beside(path, target)) for names, target in _IMPORT.findall(plain))
    exports = tuple(_EXPORT.findall(plain))
    body = _EXPORT.sub("", _IMPORT.sub("", plain)).strip()
    other = _OTHER.search(body)
    if other:
        raise Unjoinable(f"{path}: {other[0]!r} is neither a named import nor the export of a declaration")
    return Module(path, imports, exports, tuple(_beside(path, each) for each in _LATER.findall(body)), body)


def joined(read: Read, entry: str) -> dict[str, str]:
    """Return the files that stand for a module and all that it needs: its own, and one for each that it loads later.

    They lie in one folder: the first has the module's own name, the others bear it in front of theirs.

    Raises:
        KeyError: a module is imported that is not there.
        Unjoinable: a module has a form that is not understood.
    """
    first = needed_by(read, entry)
    files = {entry: _file(entry, first, exported=(each.path for each in first))}
    known = {each.path for each in first}
    for later in dict.fromkeys(each for module in first for each in module.later):
        needed = needed_by(read, later)
        own = [each for each in needed if each.path not in known]
        if any(each.later for each in own):
            raise Unjoinable(f"{later}: what is loaded later loads nothing later itself")
        shared = sorted({each.path for each in needed} & known)
        files[_later_name(entry, later)] = _later_file(entry, later, own, shared)
    return files


def needed_by(read: Read, entry: str) -> list[Module]:
    """Return all modules without which one does not run, each behind those that it needs, itself the last.

    Raises:
        KeyError: a module is imported that is not there.
        Unjoinable: modules import each other in a circle.
    """
    done: dict[str, Module] = {}
    under_way: list[str] = []

    def visit(path: str) -> None:
        if path in done:
            return
        if path in under_way:
            raise Unjoinable(f"{' imports '.join([*under_way[under_way.index(path) :], path])}: a circle")
        under_way.append(path)
        module = module_of(path, read(path))
        for _, target in module.imports:
            visit(target)
        done[path] = module
        under_way.pop()

    visit(entry)
    return list(done.values())


def _file(entry: str, modules: Iterable[Module], exported: Iterable[str]) -> str:
    return "".join([*_scopes(entry, modules), f"export {{ {', '.join(map(_name, exported))} }};\n"])


def _later_file(entry: str, later: str, own: list[Module], shared: list[str]) -> str:
    names = ", ".join(map(_name, shared))
    exports = ", ".join(own[-1].exports)
    return "".join(
        [
            f'import {{ {names} }} from "./{entry}";\n' if shared else "",
            *_scopes(entry, own),
            f"export const {{ {exports} }} = {_name(later)};\n",
        ]
    )


def _scopes(entry: str, modules: Iterable[Module]) -> Iterator[str]:
    """Give each module as a function that is called at once, with what it exports as its result."""
    for module in modules:
        yield f"// {module.path}\nconst {_name(module.path)} = (() => {{\n"
        for names, target in module.imports:
            yield f"const {{{names.replace(' as ', ': ')}}} = {_name(target)};\n"
        yield _LATER.sub(partial(_import_of, entry, module.path), module.body)
        yield f"\nreturn {{ {', '.join(module.exports)} }};\n}})();\n"


def _import_of(entry: str, path: str, later: re.Match[str]) -> str:
    return f'import("./{_later_name(entry, _beside(path, later[1]))}")'


def _later_name(entry: str, later: str) -> str:
    return f"{entry.removesuffix('.js')}.{later.replace('/', '.')}"


def _name(path: str) -> str:
    return "$" + re.sub(r"\W", "_", path.removesuffix(".js"))


def _beside(path: str, target: str) -> str:
    """Return the path of what a module names as relative to itself."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
