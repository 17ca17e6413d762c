"""`python -m sweepcast.conformance URL` checks a gateway, `… mock` plays one to check a client."""

import sys
from collections.abc import Sequence

from sweepcast.conformance import checking_command, mock_command


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code: 0 all passed, 1 something failed, 2 it could not be run."""
    try:
        if arguments[:1] == ["mock"]:
            return mock_command.main(arguments[1:], _say, _warn)
        return checking_command.main(arguments, _say, _warn)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


def _say(line: str) -> None:
    print(line, flush=True)


def _warn(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
