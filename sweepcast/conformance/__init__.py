"""The conformance kit: tells whether a gateway, or a client, keeps to docs/protocol.md.

`python -m sweepcast.conformance URL` checks a gateway; `python -m sweepcast.conformance mock` is a gateway that
misbehaves on purpose, and watches how a client takes it. See docs/conformance.md.
"""
