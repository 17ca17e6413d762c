"""Tests of the page: its pure modules in Node, and the whole of it in a browser."""
