"""Reads histories that others keep, as ceremonies: a plain CSV for any body, and the Academy's TSV. Bytes in."""
