"""Fetches a night's board from the gateway when the night is over, and puts it into words for a terminal."""

import asyncio
import http.client
from collections.abc import Iterable
from typing import TypeVar

import msgspec

from stack.errors import StackError
from stack.parts import reachable
from sweepcast.board import Board, CategoryState, CeremonyInfo, Milestone, NominationState, Stage, Standing
from sweepcast.settings import Settings

VISIBLE_SECONDS = 15.0
POLL_SECONDS = 0.05
LISTED_NOMINATIONS = 3
"""A work is listed with a win, or with so many nominations: those that could have made a clean sweep."""


Kind = TypeVar("Kind")


class NotVisibleError(StackError):
    """The gateway does not show the night's end."""


class Answer(msgspec.Struct, frozen=True):
    """What the gateway answers for a board, as far as it is of interest here."""

    board: Board


async def closed_board(settings: Settings, ceremony: str, seconds: float = VISIBLE_SECONDS) -> Board:
    """Return the ceremony's board once the gateway shows it closed.

    Raises:
        NotVisibleError: it does not within `seconds`.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        board = await asyncio.to_thread(_fetch, settings, ceremony)
        stage = board.get("stage")
        if isinstance(stage, Stage) and stage.status == "closed":
            return board
        if asyncio.get_running_loop().time() > deadline:
            shown = stage.status if isinstance(stage, Stage) else "not known"
            raise NotVisibleError(
                f"The replay is over, but {seconds:.0f} s later the gateway still shows {ceremony} as {shown}: "
                "see the logs of worker and gateway."
            )
        await asyncio.sleep(POLL_SECONDS)


def _fetch(settings: Settings, ceremony: str) -> Board:
    """Return the board as it is now; an empty one while there is none."""
    connection = http.client.HTTPConnection(reachable(settings.http_host), settings.http_port, timeout=5)
    try:
        connection.request("GET", f"/v1/ceremonies/{ceremony}/board")
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException):
        return {}
    finally:
        connection.close()
    return msgspec.json.decode(content, type=Answer).board if answer.status == http.client.OK else {}


def in_words(board: Board) -> str:
    """Return a board as lines of text: outcomes in running order, the standings of works, and the milestones."""
    return "\n".join([*_head(board), "", *_outcomes(board), "", *_standings(board), "", *_milestones(board)]) + "\n"


def _head(board: Board) -> list[str]:
    ceremony, stage = board.get("ceremony"), board.get("stage")
    name = ceremony.name if isinstance(ceremony, CeremonyInfo) else "Unknown ceremony"
    if not isinstance(stage, Stage):
        return [name]
    return [f"{name}: {stage.status}, {stage.decided} of {stage.categories} categories decided"]


def _outcomes(board: Board) -> list[str]:
    categories = sorted(_all(board, CategoryState), key=lambda category: category.order)
    return [f"  {category.name}: {_outcome(category)}" for category in categories]


def _outcome(category: CategoryState) -> str:
    if category.status != "decided":
        return f"({category.status})"
    winners = [_nomination(each) for each in category.nominations if each.id in category.winners]
    winners += [recipient.name for recipient in category.recipients]
    return ", ".join(winners) or "no award"


def _nomination(nomination: NominationState) -> str:
    people = " and ".join(person.name for person in nomination.people)
    works = " and ".join(work.title for work in nomination.works)
    what = f"“{nomination.song}”" if nomination.song else people
    return f"{what} ({works})" if what and works else what or works


def _standings(board: Board) -> list[str]:
    works = [each for each in _all(board, Standing) if each.of == "work"]
    listed = [each for each in works if each.wins or each.nominations >= LISTED_NOMINATIONS]
    listed.sort(key=lambda each: (-each.wins, -each.nominations, each.name))
    return [f"  {each.name}: {each.wins} of {each.nominations}" for each in listed]


def _milestones(board: Board) -> list[str]:
    told = [each for each in _all(board, Milestone) if each.weight != "quiet"]
    return [f"  {each.headline}" for each in sorted(told, key=lambda each: (each.since, each.headline))]


def _all(board: Board, kind: type[Kind]) -> Iterable[Kind]:
    return [value for value in board.values() if isinstance(value, kind)]
