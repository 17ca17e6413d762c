"""A small ceremony as a document, with every oddity a night can have, for tests to change."""

import copy
import json
from typing import Any

Document = dict[str, Any]

_DOCUMENT: Document = {
    "programme": {
        "ceremony": "village-2020",
        "award_body": "village",
        "award_body_name": "Village Awards",
        "name": "Third Village Awards",
        "edition": 3,
        "ceremony_year": 2020,
        "film_year": 2019,
        "date": "2020-02-01",
        "time_zone": "Europe/Berlin",
        "categories": [
            {
                "id": "picture",
                "name": "Best Picture",
                "medium": "film",
                "award": "picture",
                "nominations": [
                    {"id": "mill", "works": ["mill"]},
                    {"id": "pond", "works": ["pond"]},
                    {"id": "barn", "works": ["barn"]},
                ],
            },
            {
                "id": "song",
                "name": "Best Song",
                "medium": "film",
                "award": "song",
                "nominations": [
                    {"id": "splash", "works": ["pond"], "people": ["ada"], "song": "Splash"},
                    {"id": "nobodys-song", "song": "Nobody's Song"},
                ],
            },
            {"id": "stunt", "name": "Best Stunt", "nominations": [{"id": "barn", "works": ["barn"]}]},
            {"id": "life", "name": "A Life's Work", "competitive": False, "recipients": ["ada"]},
        ],
        "works": [
            {"id": "mill", "title": "The Mill", "distributor": "reel"},
            {"id": "pond", "title": "Pond"},
            {"id": "barn", "title": "Barn"},
        ],
        "people": [{"id": "ada", "name": "Ada Byron"}],
        "distributors": [{"id": "reel", "name": "Reel"}],
    },
    "history": [
        {
            "medium": "film",
            "before_edition": 3,
            "complete_for": {"wins_at_least": 2, "nominations_at_least": 4, "clean_sweep_nominations_at_least": 2},
            "source": "the village chronicle",
            "works": [
                {
                    "title": "Well",
                    "edition": 2,
                    "ceremony_year": 2018,
                    "film_year": 2017,
                    "wins": 2,
                    "nominations": 4,
                }
            ],
        }
    ],
    "night": {
        "opened": {"time": "2020-02-01T20:00:00+01:00", "time_source": "reported"},
        "announcements": [
            {"announce": "postponement", "category": "stunt", "time": "2020-01-20T09:00:00+01:00", "reason": "rain"},
            {
                "announce": "withdrawal",
                "category": "picture",
                "nomination": "barn",
                "time": "2020-01-21T09:00:00+01:00",
                "reason": "not finished",
            },
            {
                "announce": "winner",
                "category": "song",
                "nominations": ["splash", "nobodys-song"],
                "time": "2020-02-01T20:10:00+01:00",
                "time_source": "reported",
            },
            {
                "announce": "winner",
                "category": "life",
                "recipients": ["ada"],
                "time": "2020-02-01T20:11:00+01:00",
                "time_source": "interpolated",
                "order_source": "recalled",
            },
            {"announce": "no-award", "category": "stunt", "time": "2020-02-01T20:20:00+01:00"},
            {"announce": "winner", "category": "picture", "nominations": ["mill"], "time": "2020-02-01T20:30:00+01:00"},
            {
                "announce": "correction",
                "category": "picture",
                "nominations": ["pond"],
                "time": "2020-02-01T20:32:00+01:00",
                "reason": "the wrong card was read",
            },
            {
                "announce": "correction",
                "category": "song",
                "time": "2020-06-01T12:00:00+02:00",
                "reason": "a cover version",
            },
        ],
        "closed": {"time": "2020-02-01T20:40:00+01:00"},
    },
    "notes": ["Invented."],
}


def document() -> Document:
    """Return the ceremony as plain JSON values, for the caller to change."""
    return copy.deepcopy(_DOCUMENT)


def content(changed: Document | None = None) -> bytes:
    """Return the ceremony, or what became of it, as the bytes of a file."""
    return json.dumps(_DOCUMENT if changed is None else changed, indent=1).encode()
