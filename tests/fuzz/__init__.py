"""Fuzzers of everything that strangers' bytes reach, and what is kept of what they found."""
