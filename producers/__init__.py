"""Everything that says something: replays, the command line, and later the desk."""
