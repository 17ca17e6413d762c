"""The terminal viewer: `sweepcast watch` shows a night as it happens, full-screen or one line an event.

Everything but `app` and `terminal` is pure: frames and keys change a `Watching`, and views make lines of it. Only what
fills the screen (`app`, `terminal`, `views`) needs rich.
"""
