"""The scenarios of the mock gateway, as data: what it does on each connection, and how a client is judged."""

from collections.abc import Iterator

import msgspec

from sweepcast.board import Stage as StageOfTheNight
from sweepcast.board import Update
from sweepcast.close_codes import FOR_GOOD, CloseCode
from sweepcast.conformance.night import night
from sweepcast.conformance.steps import (
    Beat,
    Bye,
    Cut,
    Dribble,
    Hide,
    Hush,
    Open,
    Raw,
    Refuse,
    Renew,
    Rest,
    Retell,
    Script,
    Settle,
    Stage,
    Strange,
    Tear,
    Tell,
    Unknown,
    Wake,
    expected_turns,
)
from sweepcast.conformance.visits import (
    SLACK_SECONDS,
    Rule,
    asks_well,
    comes,
    comes_back_with,
    leaves_within,
    pauses_well,
    speaks_well,
    stays,
    stays_away_after,
    waits,
)
from sweepcast.turns import TurnData

HEARTBEAT_SECONDS = 0.5
"""What hello promises where the gateway then falls silent."""
RETRY_AFTER_SECONDS = 2
FLOOD = 2_000
"""Turns that come at once."""
_GO_ON: Script = (Open(), Rest())
_SILENCE_SECONDS = 10.0
_A_MOMENT_SECONDS = 1.0


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which a gateway or a network behaves, and what a client must do.

    Attributes:
        id: its name, as for `--scenario`.
        says: what happens, and what must be done, as one sentence.
        scripts: what is done on each connection, in order; more connections get the rest of the night.
        rules: how the client's visits are judged.
        ends: whether the client must not come back after the last script.
        status: whether it takes a client that sees the HTTP status of a refusal; one in a browser does not.
        nights: years of the nights that have been told whole before the client comes.
        flood: whether the night is one of very many turns.
    """

    id: str
    says: str
    scripts: tuple[Script, ...]
    rules: tuple[Rule, ...]
    ends: bool = False
    status: bool = False
    nights: tuple[int, ...] = ()
    flood: bool = False

    def stage(self) -> Stage:
        """Return the feed of a new run, three turns of the night said."""
        turns = _flood() if self.flood else night()
        past = [turn for year in self.nights for turn in night(year)] + list(turns[:3])
        return Stage(turns[3:], past, long_over=night(2015), epoch=self.id.replace("-", ""))

    def expected_turns(self) -> list[tuple[str, int]]:
        """Return the turns that a client without a filter delivers, each once: ceremony and sequence."""
        return expected_turns(self.stage(), self.scripts)


def _scenario(  # noqa: PLR0913  # as a scenario
    id: str,  # noqa: A002  # as a scenario
    says: str,
    *scripts: Script,
    rules: tuple[Rule, ...] = (),
    ends: bool = False,
    status: bool = False,
    nights: tuple[int, ...] = (),
    flood: bool = False,
) -> Scenario:
    count = stays_away_after(len(scripts)) if ends else comes(len(scripts))
    return Scenario(
        id=id,
        says=says,
        scripts=scripts,
        rules=(comes(1), count, asks_well, speaks_well, stays, *rules),
        ends=ends,
        status=status,
        nights=nights,
        flood=flood,
    )


def _goodbyes() -> Iterator[Scenario]:
    for code in (*CloseCode, 4499, 4999):
        ends = code in FOR_GOOD
        cursor = comes_back_with("newest")
        for goodbye in (True, False):
            yield _scenario(
                f"{'goodbye' if goodbye else 'close'}-{int(code)}",
                f"The gateway closes with {int(code)}{'' if goodbye else ', without a goodbye'}: "
                f"{'stay away' if ends else 'come back with the cursor'}.",
                (Open(), Tell(3), Settle(), Bye(int(code), goodbye=goodbye)),
                *(() if ends else (_GO_ON,)),
                rules=() if ends else (cursor,),
                ends=ends,
            )


def _stale_cursors() -> Iterator[Scenario]:
    for reason in ("cursor-of-another-log", "cursor-too-old", "cursor-ahead"):
        yield _scenario(
            reason,
            f"The gateway cannot honour the cursor and says {reason}: take the snapshots instead.",
            (Open(), Tell(3), Settle(), Cut()),
            (Open(reason=reason), Tell(2), Settle(), Cut()),
            _GO_ON,
            rules=(comes_back_with("newest", "newest"),),
        )


def _refusals() -> Iterator[Scenario]:
    for status, code in ((429, "too-many-connections"), (503, "not-ready")):
        yield _scenario(
            f"refusal-{status}",
            f"The gateway refuses with {status} and Retry-After: come back, not sooner than that.",
            Refuse(status, code, RETRY_AFTER_SECONDS),
            Refuse(status, code, RETRY_AFTER_SECONDS),
            _GO_ON,
            rules=(waits(RETRY_AFTER_SECONDS),),
            status=True,
        )
    for status, code in (
        (400, "malformed-id"),
        (401, "token-expired"),
        (403, "origin-not-allowed"),
        (404, "not-found"),
    ):
        yield _scenario(
            f"refusal-{status}",
            f"The gateway refuses with {status} {code}: stay away until something has changed.",
            Refuse(status, code),
            ends=True,
            status=True,
        )


ALL: tuple[Scenario, ...] = (
    _scenario(
        "plain",
        "Nothing goes wrong: stay, and take turn after turn.",
        (Open(), Settle(), Tell(3), Settle(), Beat(), Tell(3), Settle(), Rest()),
    ),
    _scenario(
        "cut",
        "The connection breaks without a word, twice: come back with the cursor of the last frame.",
        (Open(), Tell(3), Settle(), Cut()),
        (Open(), Tell(3), Settle(), Cut()),
        _GO_ON,
        rules=(comes_back_with("newest", "newest"),),
    ),
    _scenario(
        "torn",
        "The connection breaks amid a turn's frame: come back with the cursor before it; the turn comes whole.",
        (Open(), Tell(2), Settle(), Tear()),
        (Open(), Tell(1), Settle(), Tear()),
        _GO_ON,
        rules=(comes_back_with("newest", "newest"),),
    ),
    _scenario(
        "cut-amid-snapshots",
        "The connection breaks between two snapshots: come back, and take all of them again.",
        (Open(frames=2), Settle(), Cut()),
        _GO_ON,
        rules=(comes_back_with("given"),),
        nights=(2019,),
    ),
    _scenario(
        "cut-before-hello",
        "The connection breaks before hello, again and again: come back after pauses that grow.",
        *[(Cut(),)] * 5,
        _GO_ON,
        rules=(pauses_well,),
    ),
    _scenario(
        "cursor-of-a-heartbeat",
        "The newest frame is a heartbeat: its cursor counts.",
        (Open(), Tell(2), Beat(), Settle(), Cut()),
        _GO_ON,
        rules=(comes_back_with("newest"),),
    ),
    _scenario(
        "silence",
        "The gateway says nothing more, nor hangs up: leave after two or three heartbeats did not come.",
        (Open(heartbeat_seconds=HEARTBEAT_SECONDS), Tell(2), Settle(), Hush(_SILENCE_SECONDS)),
        _GO_ON,
        rules=(
            leaves_within(1.5 * HEARTBEAT_SECONDS, 4 * HEARTBEAT_SECONDS + SLACK_SECONDS),
            comes_back_with("newest"),
        ),
    ),
    _scenario(
        "gap",
        "A turn is left out: deliver nothing behind the gap, leave, and come back without a cursor.",
        (Open(), Tell(2), Settle(), Hide(), Tell(), Hush(_SILENCE_SECONDS)),
        _GO_ON,
        rules=(leaves_within(0.0, SLACK_SECONDS), comes_back_with("none")),
    ),
    _scenario(
        "repeat",
        "Turns come that came before: take each of them once.",
        (Open(), Tell(3), Settle(), Retell(2), Tell(1), Settle(), Retell(4), Settle(), Rest()),
    ),
    _scenario(
        "made-anew",
        "The feed is made anew: come back when told so, and take the snapshots.",
        (Open(), Tell(3), Settle(), Renew(), Bye(CloseCode.LOG_RENEWED)),
        _GO_ON,
        rules=(comes_back_with("newest"),),
    ),
    _scenario(
        "malformed",
        "A frame is no JSON: whatever comes of it, nothing is lost.",
        (Open(), Tell(2), Settle(), Raw('{"type": "sweepcast.turn", '), Hush(_A_MOMENT_SECONDS)),
        (Open(), Raw("\x00"), Hush(_A_MOMENT_SECONDS)),
        _GO_ON,
        rules=(comes_back_with("any", "any"),),
    ),
    _scenario(
        "unknown",
        "Frames of unknown types and turns with unknown fields come: ignore what is unknown, and stay.",
        (Open(), Unknown(), Settle(), Strange(), Settle(), Tell(), Unknown(), Settle(), Rest()),
    ),
    _scenario(
        "unknown-value",
        "A turn also has an address and a value that no client knows: take the rest of it, and stay.",
        (Open(), Settle(), Strange(value=True), Settle(), Tell(), Strange(value=True), Settle(), Rest()),
    ),
    _scenario(
        "late-snapshot",
        "A night that was over long ago changes: its snapshot comes amid the turns, ahead of its own.",
        (Open(), Tell(2), Wake(), Tell(1), Settle(), Cut()),
        _GO_ON,
        rules=(comes_back_with("newest"),),
    ),
    _scenario(
        "slow",
        "Frames trickle in, some bytes at a time: stay.",
        (Open(), Settle(), Dribble(), Dribble(7), Settle(), Dribble(), Settle(), Rest()),
    ),
    _scenario(
        "flood",
        f"{FLOOD} turns come at once, and the connection breaks behind them: take them all.",
        (Open(), Tell(FLOOD // 2), Settle(), Cut()),
        (Open(), Tell(FLOOD // 2), Settle(), Rest()),
        rules=(comes_back_with("newest"),),
        flood=True,
    ),
    *_stale_cursors(),
    *_goodbyes(),
    *_refusals(),
)


def _flood() -> tuple[TurnData, ...]:
    """Return a night of very many turns: the stage counts on and on."""
    first = night()
    stage = next(each.value for each in first[0].updates if isinstance(each.value, StageOfTheNight))
    return (
        *first[:3],
        *(
            msgspec.structs.replace(
                first[2],
                sequence=sequence,
                updates=(Update(address="stage", value=msgspec.structs.replace(stage, decided=sequence)),),
            )
            for sequence in range(4, FLOOD + 4)
        ),
    )
