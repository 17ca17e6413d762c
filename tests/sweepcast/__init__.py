"""Tests of the contract and its client."""
