"""Names and texts as people typed them."""

import pytest

from rooms.names import clean_name, clean_text, likeness, unique_name


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Ana   María ", "Ana María"),
        ("Ana\u202eMaria", "AnaMaria"),
        ("A\u200bna", "Ana"),
        ("Ana\u00a0\u3000B.", "Ana B."),
        ("Ana\n\tB.", "Ana B."),
        ("Mari\u0301a", "Mar\u00eda"),
        ("\u3164\u2800", ""),
        ("\u200d\u200c", ""),
        ("\u0646\u06cc\u200c\u0645\u0627", "\u0646\u06cc\u200c\u0645\u0627"),
    ],
)
def test_a_name_loses_what_cannot_be_seen(typed: str, shown: str) -> None:
    assert clean_name(typed) == shown


@pytest.mark.parametrize("other", ["ANA", "\uff21na", "A\u200dna", "Ana\ufe0f", " ana "])
def test_names_that_a_reader_could_confuse_are_alike(other: str) -> None:
    assert likeness(other) == likeness("Ana")


def test_the_first_free_number_tells_people_of_one_name_apart() -> None:
    assert unique_name("Ana", []) == "Ana"
    assert unique_name("Ana", ["ana", "Ana (3)"]) == "Ana (2)"
    assert unique_name("Ana", ["Ana", "Ana (2)"]) == "Ana (3)"


def test_a_text_keeps_its_lines_and_loses_control_characters() -> None:
    assert clean_text(" one\r\ntwo\rthree\t!\x07 ") == "one\ntwo\nthree\t!"
