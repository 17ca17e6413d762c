"""What the Academy's nominations file does not say: the days of its ceremonies, and which award a category gives."""

from datetime import date

import msgspec


class Award(msgspec.Struct, frozen=True):
    """What a category is here: its id, the same in all years, and its canonical award over all bodies."""

    category: str
    award: str | None


def _same(name: str) -> Award:
    return Award(name, name)


AWARDS = {
    "BEST PICTURE": _same("picture"),
    # Given once beside Outstanding Picture, and never counted as Best Picture by the Academy.
    "UNIQUE AND ARTISTIC PICTURE": _same("unique-and-artistic-picture"),
    "DIRECTING": _same("director"),
    "DIRECTING (Comedy Picture)": Award("director-comedy", "director"),
    "DIRECTING (Dramatic Picture)": Award("director-drama", "director"),
    "ASSISTANT DIRECTOR": _same("assistant-director"),
    "ACTOR IN A LEADING ROLE": _same("lead-actor"),
    "ACTRESS IN A LEADING ROLE": _same("lead-actress"),
    "ACTOR IN A SUPPORTING ROLE": _same("supporting-actor"),
    "ACTRESS IN A SUPPORTING ROLE": _same("supporting-actress"),
    "WRITING (Adapted Screenplay)": Award("screenplay-adapted", "screenplay"),
    "WRITING (Original Screenplay)": Award("screenplay-original", "screenplay"),
    # A story or the titles of a silent film are no screenplay: they make no Big Five.
    "WRITING (Original Story)": _same("story"),
    "WRITING (Title Writing)": _same("title-writing"),
    "ANIMATED FEATURE FILM": _same("animated-picture"),
    "INTERNATIONAL FEATURE FILM": _same("foreign-language-picture"),
    "DOCUMENTARY (Feature)": _same("documentary"),
    "DOCUMENTARY (Short Subject)": _same("documentary-short"),
    "SHORT FILM (Animated)": _same("animated-short"),
    "SHORT FILM (Live Action)": _same("live-action-short"),
    "SHORT SUBJECT (Color)": Award("short-color", "short"),
    "SHORT SUBJECT (Comedy)": Award("short-comedy", "short"),
    "SHORT SUBJECT (Novelty)": Award("short-novelty", "short"),
    "SHORT SUBJECT (One-reel)": Award("short-one-reel", "short"),
    "SHORT SUBJECT (Two-reel)": Award("short-two-reel", "short"),
    "MUSIC (Original Score)": _same("score"),
    "MUSIC (Original Song Score or Adaptation Score)": _same("adaptation-score"),
    "MUSIC (Original Song)": _same("song"),
    "DANCE DIRECTION": _same("dance-direction"),
    "ART DIRECTION": _same("production-design"),
    "ART DIRECTION (Black-and-White)": Award("production-design-black-and-white", "production-design"),
    "ART DIRECTION (Color)": Award("production-design-color", "production-design"),
    "CASTING": _same("casting"),
    "CINEMATOGRAPHY": _same("cinematography"),
    "CINEMATOGRAPHY (Black-and-White)": Award("cinematography-black-and-white", "cinematography"),
    "CINEMATOGRAPHY (Color)": Award("cinematography-color", "cinematography"),
    "COSTUME DESIGN": _same("costume-design"),
    "COSTUME DESIGN (Black-and-White)": Award("costume-design-black-and-white", "costume-design"),
    "COSTUME DESIGN (Color)": Award("costume-design-color", "costume-design"),
    "FILM EDITING": _same("editing"),
    "MAKEUP AND HAIRSTYLING": _same("makeup"),
    "SOUND EDITING": _same("sound-editing"),
    "SOUND MIXING": _same("sound"),
    "SOUND RECORDING": _same("sound"),
    "VISUAL EFFECTS": _same("visual-effects"),
}
"""By the category's stable name, `CanonicalCategory`: over all renamings, whatever was printed that year."""

_DATES = """
1929-05-16 1930-04-03 1930-11-05 1931-11-10 1932-11-18 1934-03-16 1935-02-27 1936-03-05 1937-03-04 1938-03-10
1939-02-23 1940-02-29 1941-02-27 1942-02-26 1943-03-04 1944-03-02 1945-03-15 1946-03-07 1947-03-13 1948-03-20
1949-03-24 1950-03-23 1951-03-29 1952-03-20 1953-03-19 1954-03-25 1955-03-30 1956-03-21 1957-03-27 1958-03-26
1959-04-06 1960-04-04 1961-04-17 1962-04-09 1963-04-08 1964-04-13 1965-04-05 1966-04-18 1967-04-10 1968-04-10
1969-04-14 1970-04-07 1971-04-15 1972-04-10 1973-03-27 1974-04-02 1975-04-08 1976-03-29 1977-03-28 1978-04-03
1979-04-09 1980-04-14 1981-03-31 1982-03-29 1983-04-11 1984-04-09 1985-03-25 1986-03-24 1987-03-30 1988-04-11
1989-03-29 1990-03-26 1991-03-25 1992-03-30 1993-03-29 1994-03-21 1995-03-27 1996-03-25 1997-03-24 1998-03-23
1999-03-21 2000-03-26 2001-03-25 2002-03-24 2003-03-23 2004-02-29 2005-02-27 2006-03-05 2007-02-25 2008-02-24
2009-02-22 2010-03-07 2011-02-27 2012-02-26 2013-02-24 2014-03-02 2015-02-22 2016-02-28 2017-02-26 2018-03-04
2019-02-24 2020-02-09 2021-04-25 2022-03-27 2023-03-12 2024-03-10 2025-03-02 2026-03-15
"""
DATES = {number: date.fromisoformat(day) for number, day in enumerate(_DATES.split(), start=1)}
"""The day of each ceremony, by its number: public record (the Academy names it on each ceremony's page)."""
