"""docs/desk.md promises nothing that is not there: its commands run, and its example announces."""

import json
import re
import shlex
from pathlib import Path

from tests.producers.desk.world import TheDesk, running

TEXT = (Path(__file__).parents[2] / "docs" / "desk.md").read_text(encoding="utf-8")


async def test_the_example_for_other_systems_announces(tmp_path: Path) -> None:
    """The curl command as printed, its parts sent to a desk: taken, and folded."""
    found = re.search(r"\$ (curl -i (?:.*\\\n)+(?:.*\n)*?.*\}\}')", TEXT)
    assert found is not None
    words = shlex.split(found[1].replace("\\\n", " "))
    url, body = words[2], words[words.index("-d") + 1]
    content_type = next(each for each in words if each.startswith("Content-Type: ")).partition(": ")[2]
    async with running(tmp_path) as the_desk:
        await _announced(the_desk, url, body, content_type)


async def _announced(the_desk: TheDesk, url: str, body: str, content_type: str) -> None:
    await the_desk.publish()
    robot = the_desk.caller("Newsroom")
    path = url.removeprefix("http://127.0.0.1:8090")
    taken = await robot.post(path, body, headers={"Content-Type": content_type})
    assert (taken.status, taken.headers["Location"]) == (202, f"{path}/{json.loads(body)['id']}")
    assert (await robot.get(taken.headers["Location"])).body["status"] == "turn"


def test_roles_are_those_of_the_desk() -> None:
    """A row for each role."""
    assert re.findall(r"^\| `([a-z]+)` \|", TEXT, re.MULTILINE) == ["view", "enter", "confirm", "admin"]
