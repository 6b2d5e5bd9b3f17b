"""An edition is checked whole before anything is loaded; every fault names file, key and field."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from events.models import Event
from kjdispute.records import canonical, editions
from kjdispute.records.models import ArchiveHead, Version
from kjdispute.records.publications import publication
from tests.factories import make_event

pytestmark = pytest.mark.django_db

PUBLISHER = {
    "format": 1,
    "record": "publisher",
    "key": "P1",
    "kind": "newspaper",
    "names": [{"language": "ko", "script": "Hang", "text": "연합뉴스"}],
}
SOURCE = {
    "format": 1,
    "record": "source",
    "key": "S1",
    "kind": "news",
    "title": "輸出管理",
    "publisher": "P1",
    "language": "ja",
    "published": "2019-07-02",
    "published_basis": "printed",
}
ACTOR = {
    "format": 1,
    "record": "actor",
    "key": "A1",
    "kind": "state",
    "side": "japan",
    "names": [{"language": "en", "script": "Latn", "text": "Japan", "preferred": True, "basis": "seen"}],
}
EVENT = {
    "format": 1,
    "record": "event",
    "key": "E1",
    "title": "Something happens",
    "date": "2019-07-01",
    "strand": "trade",
    "kind": "meeting",
    "participants": [{"actor": "A1", "role": "party"}],
    "statements": [{"number": 1, "text": "It was done.", "citations": [{"source": "S1", "paragraphs": "1, 3-4"}]}],
}
FOLDERS = {"P": "publishers", "S": "sources", "A": "actors", "E": "events"}


def write(folder, *forms, part="0001", **manifest):
    """An edition of these forms in `folder`."""
    for form in forms:
        file = folder / part / FOLDERS[form["key"][0]] / f"{form['key']}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    parts = sorted(path.name for path in folder.iterdir() if path.is_dir())
    rows = [
        {"folder": name, "published_at": f"2026-01-0{place}T00:00:00Z", "byline": "Editors", "reason": f"Part {name}"}
        for place, name in enumerate(parts, start=1)
    ]
    (folder / "manifest.json").write_text(json.dumps({"publications": rows, **manifest}), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path, PUBLISHER, SOURCE, ACTOR, EVENT)


def load(folder):
    return editions.load(editions.read(folder))


def faults(folder):
    with pytest.raises(editions.InvalidEdition) as caught:
        load(folder)
    assert not Version.objects.exists()
    return [str(fault) for fault in caught.value.faults]


def test_loading_publishes_every_record_in_one_publication(folder):
    assert load(folder).published == 4
    assert Event.objects.public().get().statements.get().citations.get().paragraphs == "1, 3-4"
    assert ArchiveHead.objects.get().number == 1


def test_loading_again_changes_nothing(folder):
    load(folder)
    head = ArchiveHead.objects.values().get()
    again = load(folder)
    assert (again.published, again.unchanged) == (0, 4)
    assert ArchiveHead.objects.values().get() == head


def test_a_later_part_of_the_edition_makes_a_second_version(folder):
    load(folder)
    write(folder, EVENT | {"title": "Something else happens"}, part="0002")
    done = load(folder)
    assert (done.published, done.left_alone) == (1, [])
    assert [v.number for v in Version.objects.filter(key="E1").order_by("number")] == [1, 2]
    assert load(folder).published == 0


def test_a_record_that_an_editor_changed_is_left_alone_and_reported(folder, capsys):
    load(folder)
    with publication("A. Editor", "Better"):
        event = Event.objects.get()
        event.title = "An editor's title"
        event.save()
    write(folder, EVENT | {"title": "Something else happens"}, part="0002")
    call_command("load_corpus", folder, verbosity=0)
    assert "E1 was changed by an editor" in capsys.readouterr().out
    assert Event.objects.get().title == "An editor's title"


def test_a_key_that_did_not_come_from_the_edition_is_an_error(folder):
    number = make_event().pk
    write(folder, EVENT | {"key": f"E{number}"})
    assert f"0001/events/E{number}.json: E{number}: key: exists in the archive, but" in faults(folder)[0]


def test_a_fresh_load_that_ends_in_another_head_is_refused(folder):
    write(folder, head={"number": 1, "chain": "f" * 64})
    assert "manifest.json: head: is 1 ffff" in faults(folder)[0]


def test_defaults_written_out_change_no_hash(folder):
    load(folder)
    written_out = json.loads(json.dumps(EVENT))
    written_out["place"] = ""
    written_out["statements"][0]["citations"][0]["stance"] = "supports"
    form = canonical.without_defaults(Event, written_out)
    assert canonical.dump(form) == Version.objects.get(key="E1").data


def changed(form, **changes):
    return {name: value for name, value in (form | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (changed(EVENT, titel="x"), "0001/events/E1.json: E1: titel: is not a field of this form."),
        (changed(EVENT, title=None), "0001/events/E1.json: E1: title: is needed."),
        (changed(EVENT, date="2019-13-01"), "0001/events/E1.json: E1: date: "),
        (changed(EVENT, date="XXXX"), "0001/events/E1.json: E1: date: is unknown"),
        (
            changed(EVENT, statements=[{"number": 1, "text": "It was done."}]),
            "E1: statements[1].citations: statement 1",
        ),
        (
            changed(
                EVENT, statements=[{"number": 1, "text": "x.", "citations": [{"source": "S1", "stance": "agrees"}]}]
            ),
            "E1: statements[1].citations[1].stance: 'agrees' is not one of: supports, disputes, context.",
        ),
        (changed(EVENT, statements=EVENT["statements"] * 2), "E1: statements[2].number: 1 stands twice."),
        (changed(EVENT, status="draft"), "E1: status: is left out"),
        (changed(ACTOR, part_of="A9"), "0001/actors/A1.json: A1: part_of: A9 is in no file."),
        (changed(ACTOR, part_of="A1"), "0001/actors/A1.json: A1: part_of: goes round in a circle: A1 → A1."),
        (changed(SOURCE, variant_of="S1", variant_how="translation"), "S1: variant_of: goes round in a circle"),
        (changed(SOURCE, publisher="E1"), "0001/sources/S1.json: S1: publisher: "),
        (changed(SOURCE, published_basis="inferred"), "S1: published_note: is needed"),
    ],
    ids=range(13),
)
def test_a_fault_names_file_key_and_field(folder, form, said):
    write(folder, form)
    assert any(said in fault for fault in faults(folder)), faults(folder)


def test_a_circle_of_several_is_named_once(folder):
    write(folder, changed(ACTOR, part_of="A2"), changed(ACTOR, key="A2", part_of="A1"))
    assert faults(folder) == ["0001/actors/A1.json: A1: part_of: goes round in a circle: A1 → A2 → A1."]


def test_a_key_in_two_files_is_named(folder):
    (folder / "0001/sources/E1.json").write_text(json.dumps(EVENT))
    assert faults(folder) == ["0001/sources/E1.json: E1: key: stands in 0001/events/E1.json too."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"format": 1, "record": "event", "key": "E1"', "is not JSON in UTF-8"),
        ("", "is not JSON in UTF-8"),
        ("[" * 100_000, "is not JSON in UTF-8"),
        ('{"key": "E1", "key": "E2"}', "the name 'key' stands twice"),
        ("[]", "key: is needed"),
        ('{"key": "e1"}', "is not a key"),
        ('{"key": "Z1"}', "stands for no kind of record"),
        ('{"key": "E2"}', "is not the name of its file"),
    ],
    ids=["truncated", "empty", "deep", "twice", "list", "lower", "foreign", "other"],
)
def test_a_broken_file_is_named(folder, text, said):
    (folder / "0001/events/E1.json").write_text(text)
    assert any(fault.startswith("0001/events/E1.json") and said in fault for fault in faults(folder)), faults(folder)


def test_a_file_in_another_encoding_is_named(folder):
    (folder / "0001/events/E1.json").write_bytes(
        json.dumps(EVENT | {"title": "수출"}, ensure_ascii=False).encode("euc-kr")
    )
    assert "0001/events/E1.json: is not JSON in UTF-8" in faults(folder)[0]


@pytest.mark.parametrize(
    "manifest", ["", "{}", '{"publications": [{}]}', '{"publications": 7}', '{"publications": []}']
)
def test_a_broken_manifest_is_named(folder, manifest):
    (folder / "manifest.json").write_text(manifest)
    assert faults(folder)[0].startswith("manifest.json")


def test_the_command_says_what_is_wrong_and_loads_nothing(folder, capsys):
    write(folder, changed(EVENT, strand="nope"))
    with pytest.raises(CommandError, match="Nothing was loaded: 1 faults"):
        call_command("load_corpus", folder)
    assert "0001/events/E1.json: E1: strand: 'nope' is not one of" in capsys.readouterr().err


def test_a_fault_in_a_later_part_undoes_the_earlier_ones(folder):
    number = make_event().pk
    write(folder, changed(EVENT, key=f"E{number}"), part="0002")
    (folder / "0001/events/E1.json").unlink()
    with pytest.raises(editions.InvalidEdition):
        load(folder)
    assert not Version.objects.exists()
