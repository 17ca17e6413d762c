"""The thresholds of the milestones, as data: what counts as a sweep, a shutout, a Big Five."""

import msgspec


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """Thresholds with Sweepcast's defaults.

    Attributes:
        sweep_nominations: the fewest nominations that make a sweep.
        big_five: the canonical awards of a Big Five.
        big_five_progress: the fewest of them that are worth telling.
        shutout_nominations: the fewest nominations that make a shutout.
        record_number: the smallest number of a work that is called a record at all.
        career_record_number: likewise of a person over a career.
        personal_awards: canonical awards whose winners are named by person, not by work.
        telling_wins: from how many wins on a lead or a broken sweep is told, not only shown.
    """

    sweep_nominations: int = 3
    big_five: tuple[str, ...] = ("picture", "director", "screenplay", "lead-actor", "lead-actress")
    big_five_progress: int = 3
    shutout_nominations: int = 5
    record_number: int = 2
    career_record_number: int = 3
    personal_awards: tuple[str, ...] = (
        "director",
        "lead-actor",
        "lead-actress",
        "supporting-actor",
        "supporting-actress",
    )
    telling_wins: int = 3
