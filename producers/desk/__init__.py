"""The desk: where people, and other systems, announce what happens at a ceremony. A server of its own."""
