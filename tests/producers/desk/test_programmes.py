"""Programmes handed in at the desk: what is wrong with them, publishing, revising, withdrawing a nominee."""

import json
from pathlib import Path
from typing import Any

from tests.producers.desk.world import CEREMONIES, GLOBES, TheDesk, entry

CHECK = "/v1/desk/programmes/check"
PUBLISH = "/v1/desk/programmes"
NIGHT = f"/v1/desk/nights/{GLOBES}"
CSV = {"Content-Type": "text/csv"}
TABLE = """\
body,edition,ceremony_year,film_year,category,award,medium,competitive,order,works,people,won
Village Awards,1,2019,2018,Best Picture,picture,film,true,1,The Mill,,true
Village Awards,2,2020,2019,Best Picture,picture,film,true,1,The Mill II,,
Village Awards,2,2020,2019,Best Picture,picture,film,true,1,The Pond,,
"""


def _globes() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((CEREMONIES / f"{GLOBES}.json").read_text(encoding="utf-8"))
    return document


async def test_what_is_wrong_is_told_by_its_path(the_desk: TheDesk) -> None:
    """Every problem of a file at once, and nothing is sent."""
    chief, document = the_desk.caller("Chief", "confirm"), _globes()
    document["programme"]["categories"][0]["nominations"][0]["works"] = ["nothing"]
    document["programme"]["edition_"] = 1
    told = (await chief.post(CHECK, document)).body
    assert not told["sound"]
    assert {each["path"] for each in told["problems"]} == {
        "$.programme.edition_",
        "$.programme.categories[0].nominations[0].works",
    }
    refused = await chief.post(PUBLISH, document)
    assert (refused.status, refused.body["error"], refused.body["check"]) == (422, "bad-programme", told)
    assert the_desk.kafka.log == []


async def test_a_bare_programme_will_do(the_desk: TheDesk) -> None:
    """A file may be a programme alone; what it holds is counted."""
    chief = the_desk.caller("Chief", "confirm")
    told = (await chief.post(CHECK, _globes()["programme"])).body
    assert (told["sound"], told["ceremonies"][0]["categories"], told["ceremonies"][0]["known"]) == (True, 26, False)
    assert (await chief.post(f"{PUBLISH}?wait=5", _globes()["programme"])).status == 200
    assert (await chief.post(CHECK, _globes()["programme"])).body["ceremonies"][0]["known"]


async def test_a_table_is_told_by_its_rows(the_desk: TheDesk) -> None:
    """A CSV's problems name their rows; a sound one holds a ceremony an edition, of which one is published."""
    chief = the_desk.caller("Chief", "confirm")
    broken = TABLE.replace(
        "2020,2019,Best Picture,picture,film,true,1,The Pond", "x,2019,Best Picture,picture,film,true,1,The Pond"
    )
    told = (await chief.post(CHECK, broken, headers=CSV)).body
    assert [each["path"].partition(",")[0] for each in told["problems"]] == ["row 4"]
    sound = (await chief.post(CHECK, TABLE, headers=CSV)).body
    assert [each["ceremony"] for each in sound["ceremonies"]] == ["village-awards-2019", "village-awards-2020"]
    which = await chief.post(PUBLISH, TABLE, headers=CSV)
    assert (which.status, which.body["error"]) == (422, "which-ceremony")
    published = await chief.post(f"{PUBLISH}?ceremony=village-awards-2020&wait=5", TABLE, headers=CSV)
    assert (published.status, published.body["ceremony"]) == (200, "village-awards-2020")


async def test_the_same_file_again_changes_nothing(the_desk: TheDesk) -> None:
    """Published twice, it is said once; a revised one is said, and so is the first when it comes back after it."""
    chief = await the_desk.publish()
    first = len(the_desk.kafka.log)
    await the_desk.publish()
    assert len(the_desk.kafka.log) == first
    document = _globes()
    document["programme"]["name"] = "Revised"
    for each in (document, _globes()):
        published = await chief.post(f"{PUBLISH}?wait=5", each)
        assert [one["status"] for one in published.body["entries"]] == ["done"] * len(published.body["entries"])
    assert len(the_desk.kafka.log) == first + 2
    shown = (await chief.get(NIGHT)).body
    assert shown["board"]["ceremony"]["name"] == _globes()["programme"]["name"]
    undone = await chief.post(f"{NIGHT}/entries?wait=5", {"id": "u", "based_on": 4, "undoes": 4, "confirmed": True})
    assert undone.body["status"] == "done", undone.text
    assert (await chief.get(NIGHT)).body["board"]["ceremony"]["name"] == "Revised"


async def test_a_programme_that_the_rules_refuse_is_not_sent(the_desk: TheDesk) -> None:
    """A revised programme must keep what was announced."""
    chief, document = await the_desk.publish(), _globes()
    winner = entry("a", 2, "winner-announced", category="director", nominations=["damien-chazelle"])
    await chief.post(f"{NIGHT}/entries?wait=5", winner)
    del document["night"]
    document["programme"]["categories"] = [
        each for each in document["programme"]["categories"] if each["id"] != "director"
    ]
    said = len(the_desk.kafka.log)
    refused = await chief.post(PUBLISH, document)
    assert (refused.status, refused.body["error"]) == (422, "refused")
    assert "'director' is missing" in refused.body["detail"]
    assert len(the_desk.kafka.log) == said


async def test_a_nominee_is_withdrawn(the_desk: TheDesk) -> None:
    """It counts no more, cannot win, and its withdrawal cannot be taken back, which is said with what to do."""
    chief = await the_desk.publish()
    gone = {"category": "director", "nomination": "mel-gibson", "reason": "not eligible"}
    done = await chief.post(f"{NIGHT}/entries?wait=5", entry("a", 2, "nomination-withdrawn", **gone))
    assert done.body["label"] == "Nominee withdrawn: Best Director - Motion Picture: Mel Gibson"
    state = (await chief.get(NIGHT)).body["board"]["category/director"]["nominations"]
    assert {each["id"]: each["status"] for each in state}["mel-gibson"] == "withdrawn"
    back = await chief.get(f"{NIGHT}/turns/3/undo")
    assert (back.status, back.body["error"]) == (409, "not-undoable")
    assert "publish a revised programme" in back.body["detail"]


async def test_other_files_are_refused(the_desk: TheDesk, tmp_path: Path) -> None:
    """A type that is neither JSON nor CSV, too large a file, a rehearsal's id: each is named."""
    chief = the_desk.caller("Chief", "confirm")
    other = await chief.post(CHECK, b"x", headers={"Content-Type": "application/pdf"})
    assert (other.status, other.body["error"]) == (415, "content-type")
    large = await chief.post(CHECK, b" " * (4 * 1024 * 1024 + 1))
    assert (large.status, large.body["error"]) == (413, "too-large")
    document = _globes()
    document["programme"]["ceremony"] += "-rehearsal-1"
    told = (await chief.post(CHECK, document)).body
    assert ["rehearsal" in each["message"] for each in told["problems"]] == [True]
