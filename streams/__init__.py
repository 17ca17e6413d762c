"""The fold: what one announcement makes of a night, as pure functions, and the thin Faust app around them."""
