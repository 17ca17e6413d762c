"""Kafka's jars: pinned with their hashes in `kafka-jars.lock`, fetched once, and kept in the user's cache folder."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from stack.errors import StackError

KAFKA_VERSION = "4.3.1"
LOG4J_BINDING = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4"
"""Without a binding the broker's own words go nowhere; its version is that of the log4j-core Kafka brings along."""
LOCK = Path(__file__).with_name("kafka-jars.lock")
LOCK_HEAD = (
    f"# The jars of Apache Kafka {KAFKA_VERSION}: coordinate, bytes, sha256. Made by `python -m stack lock-jars`.\n"
)
DOWNLOADS_AT_ONCE = 6

Fetch = Callable[[str, Path], Path]
"""Brings the jar of a coordinate into a folder, and returns where it lies there."""
Progress = Callable[[str], None]
"""Is told how far a download is, in one line."""


class JarsError(StackError):
    """Kafka's jars could not be had, or are not what the lock says."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One pinned jar: `group:artifact:version`, its size in bytes and its SHA-256 in hex."""

    coordinate: str
    size: int
    sha256: str

    @property
    def filename(self) -> str:
        """The jar's name in the cache."""
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"


def cache_folder(chosen: str = "") -> Path:
    """Return the folder for what is downloaded once: the one chosen, else the user's cache folder."""
    return Path(chosen).expanduser() if chosen else user_cache_path("sweepcast")


def read_lock(text: str) -> tuple[Jar, ...]:
    """Return the jars of a lock's text, in its order.

    Raises:
        JarsError: a line is not a coordinate, a size and a hash.
    """
    jars = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        words = line.split()
        if len(words) != 3 or words[0].count(":") != 2 or not words[1].isdigit() or len(words[2]) != 64:
            raise JarsError(f"{LOCK.name}, line {number}: not `group:artifact:version bytes sha256`: {line!r}")
        jars.append(Jar(words[0], int(words[1]), words[2]))
    return tuple(jars)


def write_lock(jars: Iterable[Jar]) -> str:
    """Return the text of a lock, sorted, so that a renewal shows as a small difference."""
    lines = sorted(f"{jar.coordinate} {jar.size} {jar.sha256}\n" for jar in jars)
    return LOCK_HEAD + "".join(lines)


def kafka_classpath(cache: Path, environ: Mapping[str, str], progress: Progress) -> tuple[Path, ...]:
    """Return Kafka's jars: those of KAFKA_HOME where it is set, else the pinned ones, fetched if need be.

    Raises:
        JarsError: KAFKA_HOME holds no Kafka, or the pinned jars could not be fetched.
    """
    if home := environ.get("KAFKA_HOME"):
        return installed_jars(Path(home))
    return ensure_jars(cache / "jars", read_lock(LOCK.read_text()), fetch_with_jgo, progress)


def installed_jars(home: Path) -> tuple[Path, ...]:
    """Return the jars of a Kafka that is installed in `home`.

    Raises:
        JarsError: there is no Kafka broker in `home`.
    """
    jars = tuple(sorted((home / "libs").glob("*.jar")))
    if not any(jar.name.startswith("kafka_") for jar in jars):
        raise JarsError(
            f"KAFKA_HOME={home} holds no Kafka: {home / 'libs'} has no kafka_*.jar. Set it to the folder that an "
            "Apache Kafka archive unpacks to, or unset it to have the pinned version fetched."
        )
    return jars


def ensure_jars(folder: Path, jars: tuple[Jar, ...], fetch: Fetch, progress: Progress) -> tuple[Path, ...]:
    """Return the paths of `jars` in `folder`, after fetching and checking those that are not there.

    A jar gets its name only after its hash was checked, so one that is there in full size is the right one:
    a second start asks no network.

    Raises:
        JarsError: a jar could not be fetched or stored, or its content is not the pinned one.
    """
    missing = [jar for jar in jars if not _is_there(folder / jar.filename, jar)]
    if missing:
        try:
            _fetch_all(folder, missing, fetch, progress)
        except OSError as error:
            raise JarsError(
                f"Kafka's jars could not be stored in {folder}: {error}. Free some space there, or set SWEEPCAST_CACHE "
                "to another folder."
            ) from error
    return tuple(folder / jar.filename for jar in jars)


def _is_there(path: Path, jar: Jar) -> bool:
    try:
        return path.stat().st_size == jar.size
    except FileNotFoundError:
        return False


def _fetch_all(folder: Path, missing: list[Jar], fetch: Fetch, progress: Progress) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    whole = sum(jar.size for jar in missing)
    done = 0
    with (
        tempfile.TemporaryDirectory(prefix="fetching-", dir=folder) as staging,
        ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool,
    ):
        downloads = {pool.submit(_fetch_one, jar, Path(staging), folder, fetch): jar for jar in missing}
        try:
            for download in as_completed(downloads):
                download.result()
                done += downloads[download].size
                progress(f"fetching Kafka's jars: {done / 1e6:.1f} of {whole / 1e6:.1f} MB")
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _fetch_one(jar: Jar, staging: Path, folder: Path, fetch: Fetch) -> None:
    fetched = fetch(jar.coordinate, staging)
    found = describe(jar.coordinate, fetched)
    if found != jar:
        raise JarsError(
            f"{jar.coordinate} is not the file that {LOCK.name} pins (sha256 {found.sha256}, {found.size} bytes, not "
            f"{jar.sha256}, {jar.size}). Try again; if it stays, do not run it, and report it."
        )
    fetched.replace(folder / jar.filename)


def describe(coordinate: str, path: Path) -> Jar:
    """Return what a file is, as the lock would pin it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return Jar(coordinate, path.stat().st_size, digest.hexdigest())


def fetch_with_jgo(coordinate: str, folder: Path, repositories: Mapping[str, str] | None = None) -> Path:
    """Bring the jar of a coordinate into `folder` from Maven's default repository, or from others, name to address.

    Raises:
        JarsError: it could not be fetched, with what to do without a network.
    """
    import jgo.maven  # noqa: PLC0415 -- takes 0.2 s, and only the first start fetches anything
    import requests  # noqa: PLC0415

    try:
        context = jgo.maven.MavenContext(repo_cache=folder, remote_repos=dict(repositories) if repositories else None)
        return Path(context.create_dependency(coordinate).artifact.resolve())
    except (requests.RequestException, RuntimeError) as error:
        reason = "there is no connection" if isinstance(error, requests.ConnectionError) else _first_line(error)
        raise JarsError(
            f"{coordinate} could not be fetched: {reason}. The first start needs a network, to fetch Apache Kafka "
            f"{KAFKA_VERSION} (45 MB, once); behind a proxy, set HTTPS_PROXY. Without a network, set KAFKA_HOME to an "
            "unpacked Apache Kafka 4, or SWEEPCAST_KAFKA to the address of a running one."
        ) from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def resolve_lock() -> tuple[Jar, ...]:
    """Resolve and fetch Kafka's jars anew, and return what a lock of them pins: the command that renews it.

    Raises:
        JarsError: something could not be resolved or fetched.
    """
    import jgo.maven  # noqa: PLC0415 -- as above

    folder = Path(tempfile.mkdtemp(prefix="sweepcast-lock-"))
    try:
        context = jgo.maven.MavenContext(repo_cache=folder)
        wanted = [context.create_dependency(f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}")]
        inputs, others = context.resolver.resolve(wanted)
        coordinates = [f"{each.groupId}:{each.artifactId}:{each.version}" for each in (*inputs, *others)]
        coordinates.append(LOG4J_BINDING)
        with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
            return tuple(pool.map(lambda each: describe(each, fetch_with_jgo(each, folder)), coordinates))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def join_classpath(jars: Iterable[Path]) -> str:
    """Return the jars as the text that Java's `-cp` takes."""
    return os.pathsep.join(str(jar) for jar in jars)
