"""The HTTP shell: Server-Sent Events, boards, turns and milestones, the page, health and metrics."""
