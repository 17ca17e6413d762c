"""What the terminal tells of the way into the desk."""

import shlex
from pathlib import Path

from stack.way_in import way_in

ADDRESS = "http://127.0.0.1:8090/"
LOG = (
    "settings …\n2017-01-09 20:00 UTC: swd_a-b_c\nOpen this link …: http://127.0.0.1:8090/#token=swd_a-b_c\n"
    "sweepcast desk ready http://127.0.0.1:8090/\n"
)


def test_the_first_token_is_told() -> None:
    """Whoever starts a desk for the first time reads its address, a link that lets them in, and the token in it."""
    lines = way_in(ADDRESS, LOG, Path("/data/desk"))
    assert lines[0] == ADDRESS
    assert lines[1].split()[-1] == f"{ADDRESS}#token=swd_a-b_c"
    assert lines[2].split()[-1] == "swd_a-b_c"


def test_whoever_has_no_token_left_is_told_how_to_make_one() -> None:
    """A desk that was entered before made none: the command is told, and it makes one that may do everything."""
    lines = way_in(ADDRESS, LOG.replace("swd_", "it has "), Path("/data/desk"))
    assert len(lines) == 2
    assert lines[1].endswith("make --name NAME --role admin")


def test_the_command_can_be_pasted() -> None:
    """Also where the folder has a space in its name, as a user's folder has on a Mac."""
    (command,) = (line.partition(": ")[2] for line in way_in(ADDRESS, LOG, Path("/Application Support/desk"))[3:])
    assert shlex.split(command)[0] == "SWEEPCAST_DESK_FOLDER=/Application Support/desk"
    assert shlex.split(command)[2:5] == ["-m", "producers.desk.tokens", "make"]
