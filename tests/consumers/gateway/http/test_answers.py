"""Answers with entity tags: who has one already is not sent it again, and none is made twice."""

import pytest
from aiohttp import web

from consumers.gateway.http.answers import Answer, Answers, answer_of, tagged
from tests.consumers.gateway.serving import serving


class Told:
    """Serves one answer."""

    def __init__(self, answer: Answer) -> None:
        """Serve this one."""
        self.answer = answer

    def routes(self) -> list[web.RouteDef]:
        """Return the route."""
        return [web.get("/told", self.serve)]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer."""
        return tagged(request, self.answer)


@pytest.mark.parametrize("header", ["{tag}", "W/{tag}", '"other", {tag}', "*"])
async def test_who_has_it_already_is_not_sent_it_again(header: str) -> None:
    """304 and no content, with the tag to ask with again; once it changes, the new one comes."""
    told = Told(answer_of(b"{}"))
    async with serving(told) as http:
        async with http.get("/told") as answer:
            assert (answer.status, await answer.read(), answer.content_type) == (200, b"{}", "application/json")
            assert answer.headers["Cache-Control"] == "no-cache"
            tag = answer.headers["ETag"]
        for method in ("GET", "HEAD"):
            async with http.request(method, "/told", headers={"If-None-Match": header.format(tag=tag)}) as answer:
                assert (answer.status, await answer.read()) == (304, b"")
                assert answer.headers["ETag"] == tag
                assert answer.headers["Access-Control-Allow-Origin"] == "*"
        told.answer = answer_of(b"[]")
        async with http.get("/told", headers={"If-None-Match": tag}) as answer:
            assert (answer.status, await answer.read()) == (200, b"[]")
            assert answer.headers["ETag"] != tag


def test_answers_are_remembered_by_what_they_were_made_of() -> None:
    """The same question of the same state has the same answer."""
    answers = Answers()
    assert answers.get(("board", 1)) is None
    answer = answers.remember(("board", 1), answer_of(b"one"))
    assert answers.get(("board", 1)) is answer
    assert answers.get(("board", 2)) is None
    assert answers.remember(("board", 1), answer_of(b"another")).content == b"another"
    assert answers.get(("board", 1)) == answer_of(b"another")


def test_the_memory_of_answers_is_bounded() -> None:
    """Beyond the bytes set, those that were used longest ago are forgotten, and one too large is not kept at all."""
    answers = Answers(remembered_bytes=10)
    for each in range(3):
        answers.remember(each, answer_of(b"1234"))
    assert [answers.get(each) is not None for each in range(3)] == [False, True, True]
    answers.get(1)
    answers.remember(3, answer_of(b"1234"))
    assert [answers.get(each) is not None for each in range(4)] == [False, True, False, True]
    large = answer_of(b"x" * 11)
    assert answers.remember(4, large) is large
    assert [answers.get(each) for each in range(5)] == [None] * 5
