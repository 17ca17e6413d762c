"""Everything that is real at once: Kafka, worker, gateway and desk, with networks before the feed and the desk."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from producers.desk.answers import Role
from producers.desk.token_book import TokenBook
from stack.broker import Kafka, choose_place, format_place
from stack.guard import Guard
from stack.parts import (
    GATEWAY,
    KAFKA,
    WORKER,
    broker_part,
    desk_address,
    desk_part,
    gateway_part,
    page_address,
    worker_part,
)
from stack.ports import PortClaims
from stack.supervisor import Supervisor
from stack.topics import create_topics
from streams.fold import fold
from streams.handlers import Refused
from streams.record_book import Book
from sweepcast import topics
from sweepcast.announcements import ANNOUNCEMENTS, Announcement
from sweepcast.board import Board, encode_board
from sweepcast.client import follow
from sweepcast.frames import FEED_PATH
from sweepcast.kafka import connection_options
from sweepcast.programme import award_body_of
from sweepcast.settings import Settings
from sweepcast.turns import Position
from tests.stack.desk_and_page.network import Network, network

_FIRST_PORT = 24_000


@dataclass(frozen=True)
class Whole:
    """A run of everything.

    Attributes:
        page: the viewers' page; its feed comes over `feed`.
        desk: the desk, reached straight.
        far_desk: the same desk, reached over `line`.
        feed, line: the networks, which a test can cut.
        tokens: the desk's tokens.
    """

    settings: Settings
    page: str
    desk: str
    far_desk: str
    feed: Network
    line: Network
    tokens: TokenBook

    def token(self, name: str, role: Role = "enter") -> str:
        """Make somebody a token for the desk."""
        return self.tokens.make(name, role, 1.0, datetime.now(UTC))[0]

    async def say(self, announcements: Iterable[Announcement]) -> None:
        """Say all that was said so far of one ceremony, straight into Kafka, and wait until the gateway tells it.

        So a page that is opened then knows it from the first moment, and has no news of it.
        """
        said = tuple(announcements)
        async with AIOKafkaProducer(**connection_options(self.settings), acks="all") as producer:
            for each in said:
                key = award_body_of(each.subject).encode()
                await producer.send_and_wait(topics.ANNOUNCEMENTS, ANNOUNCEMENTS.encode(each), key)
        feed = follow(f"ws://127.0.0.1:{self.settings.feed_port}{FEED_PATH}", ceremony=said[0].subject)
        async with aclosing(feed):
            async for news in feed:
                if news.data.sequence >= len(said):
                    return

    async def said(self, ceremony: str) -> list[Announcement]:
        """Return all that was announced of a ceremony, by whomever, in its order in Kafka."""
        async with AIOKafkaConsumer(**connection_options(self.settings), enable_auto_commit=False) as consumer:
            tps = [TopicPartition(topics.ANNOUNCEMENTS, each) for each in range(self.settings.partitions)]
            consumer.assign(tps)
            await consumer.seek_to_beginning()
            ends = await consumer.end_offsets(tps)
            said: list[Announcement] = []
            for tp, end in ends.items():
                while await consumer.position(tp) < end:
                    records = await consumer.getmany(tp, timeout_ms=1000)
                    said += [ANNOUNCEMENTS.decode(each.value) for each in records.get(tp, ())]
        return [each for each in said if each.subject == ceremony]

    async def served_board(self, ceremony: str) -> bytes:
        """Return the gateway's board."""
        url = f"{self.page}v1/ceremonies/{ceremony}/board"
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            return encode_board(msgspec.json.decode(await response.read(), type=_Served).board)


class _Served(msgspec.Struct):
    board: Board


def folded_board(said: Sequence[Announcement]) -> bytes:
    """Return the board to which the pure fold leads from these announcements."""
    night, board, book = None, Board(), Book(award_body=award_body_of(said[0].subject))
    for offset, each in enumerate(said):
        folded = fold(night, book, each, Position(partition=0, offset=offset), before=board)
        assert not isinstance(folded, Refused), folded
        night, board, book = folded.night, folded.board, folded.book or book
    return encode_board(board)


@asynccontextmanager
async def everything(kafka: Kafka, folder: Path) -> AsyncIterator[Whole]:
    """Run everything in a folder, on free ports, until the block ends."""
    with Guard() as guard, PortClaims() as ports:
        page_port, feed_port, desk_port = (ports.next_free_port(_FIRST_PORT) for _ in range(3))
        async with (
            network(feed_port) as (feed, near_feed),
            network(desk_port) as (line, near_desk),
            Supervisor(folder / "logs", lambda *_: None, guard) as run,
        ):
            place = choose_place(folder / "kafka")
            await asyncio.to_thread(format_place, kafka, place)
            await run.start(broker_part(kafka, place))
            settings = Settings(
                kafka=place.bootstrap_servers,
                http_port=page_port,
                feed_port=feed_port,
                feed_url=f"ws://127.0.0.1:{near_feed}{FEED_PATH}",
                desk_port=desk_port,
                desk_folder=str(folder / "desk"),
                drain_seconds=0,
            )
            await create_topics(settings)
            run.begin(worker_part(settings, (KAFKA,)))
            run.begin(gateway_part(settings, (KAFKA,)))
            await run.start(desk_part(settings, (KAFKA,)))
            await run.ready(WORKER)
            await run.ready(GATEWAY)
            yield Whole(
                settings=settings,
                page=page_address(settings),
                desk=desk_address(settings),
                far_desk=f"http://127.0.0.1:{near_desk}/",
                feed=feed,
                line=line,
                tokens=TokenBook(folder / "desk"),
            )
