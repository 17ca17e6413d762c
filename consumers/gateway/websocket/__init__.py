"""The websocket shell: connections, the audiences that see the feed alike, and what clients say."""
