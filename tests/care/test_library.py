from pathlib import Path

import pytest

from care.library import LANGUAGES, FieldKind, LibraryFault, load
from rooms.ids import FieldId, TemplateId

GOOD = """
id = "walk"
version = 1
minutes = 5
title = { en = "A walk", es = "Un paseo" }
purpose = { en = "Go out.", es = "Sal." }
[[fields]]
id = "where"
kind = "text"
ask = { en = "Where to?", es = "¿Adónde?" }
"""


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def faults_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(LibraryFault) as caught:
        load(folder)
    return caught.value.faults


def test_the_shipped_library_has_the_five_first_sheets() -> None:
    assert set(load().rules) == {
        "grounding_senses",
        "mood_check",
        "relapse_prevention",
        "smart_goal",
        "thought_record",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_is_told_whole_in_every_language(language: str) -> None:
    for sheet in load().told(language):
        assert sheet["title"]
        for field in sheet["fields"]:
            assert field["ask"]
            assert field["kind"] in set(FieldKind)
            assert (field["kind"] == "scale") == bool(field["lowest"] and field["highest"])


def test_a_region_is_answered_in_its_language_and_an_unknown_language_in_english() -> None:
    library = load()
    assert library.told("es-MX") == library.told("es")
    assert library.told("fi") == library.told("en")


def test_the_rules_know_the_newest_version_and_old_ones_stay_readable(tmp_path: Path) -> None:
    write(tmp_path, "walk.v1.toml", GOOD)
    write(
        tmp_path, "walk.v2.toml", GOOD.replace("version = 1", "version = 2").replace('"where"', '"whither"')
    )
    library = load(tmp_path)
    walk = TemplateId("walk")
    assert library.rules[walk].version == 2
    assert library.rules[walk].fields == (FieldId("whither"),)
    old = library.template(walk, 1)
    assert old is not None
    assert old.fields[0].id == "where"
    assert library.template(walk, 3) is None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('id = "walk"', 'id = "Walk!"'), "is no id"),
        (("version = 1", "version = 0"), "version counts from 1"),
        (("minutes = 5", "minutes = 500"), "minutes is from 1 to 120"),
        (("minutes = 5", 'minutes = "5"'), "Expected `int`"),
        (("minutes = 5", 'minutes = 5\nauthor = "me"'), "unknown field `author`"),
        (('es = "Un paseo"', 'fi = "Kävely"'), "title: missing language `es`"),
        (('es = "Un paseo"', 'es = " "'), "title.es: empty"),
        (('"text"', '"scale"'), "a scale, and nothing else, has words at both ends"),
        (('"text"', '"list"'), "a list, and nothing else, has most_items"),
        (('"text"', '"choice"'), "a choice has 2 to 12 options"),
        (('"text"', '"drawing"'), "Invalid enum value"),
        (("id = ", "id"), "Expected '='"),
    ],
)
def test_a_faulty_file_is_named_with_what_is_wrong(
    tmp_path: Path, change: tuple[str, str], fault: str
) -> None:
    found = faults_of(write(tmp_path, "walk.v1.toml", GOOD.replace(*change, 1)))
    assert any(words.startswith("walk.v1.toml: ") and fault in words for words in found), found


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        "walk.v1.toml",
        GOOD.replace("minutes = 5", "minutes = 0") + GOOD[GOOD.index("[[fields]]") :],
    )
    write(tmp_path, "swim.v1.toml", GOOD)
    assert len(faults_of(tmp_path)) >= 3
