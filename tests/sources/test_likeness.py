"""Texts that share much are found among many, and how much they share is counted."""

from __future__ import annotations

import random
from io import StringIO

import pytest
from django.core.management import call_command

from sources.likeness import Pair, bands, beside, overlap, shingles, signature
from sources.models import Capture, CaptureSignature, SignatureBand
from sources.models.likenesses import translations, way
from sources.models.sources import VariantHow
from tests.factories import make_publisher, make_source

KOREAN = "두 항구의 책임자들은 오후 내내 마주 앉아 다음 회의 날짜 말고는 아무것도 합의하지 못했다고 말했다."
JAPANESE = "二つの港の責任者は午後いっぱい話し合ったが、次の日取りのほかには何も決まらなかったと述べた。"


def words(seed: int, count: int = 300) -> list[str]:
    """A text that nobody wrote."""
    chance = random.Random(seed)
    return [f"word{chance.randrange(5000)}" for _word in range(count)]


def text(seed: int, count: int = 300) -> str:
    return " ".join(words(seed, count))


def captured(text: str, **fields) -> Capture:
    capture = Capture(source=make_source(**fields), text=text, position=1)
    capture.save()
    return capture


def test_shingles_are_words_in_english_and_characters_in_korean_and_japanese():
    assert shingles("The ports, they SAY, met") == {"the ports they say", "ports they say met"}
    assert "두항구의책임자" in shingles(KOREAN)
    assert "二つの港の責任" in shingles(JAPANESE)
    assert shingles("One word") == {"one word"}
    assert shingles("…") == set()


@pytest.mark.parametrize("sample", [KOREAN, JAPANESE, text(1)])
def test_a_text_overlaps_with_itself_whole_and_with_another_not_at_all(sample):
    assert overlap(shingles(sample), shingles(sample)) == (100, 100)
    assert overlap(shingles(sample), shingles(text(2))) == (0, 0)


def test_a_text_with_a_beginning_of_its_own_overlaps_one_way():
    long = text(3, 400)
    short = " ".join(long.split()[:200])
    assert overlap(shingles(short), shingles(long))[0] == 100
    assert overlap(shingles(short), shingles(long))[1] == pytest.approx(50, abs=2)


def test_a_signature_estimates_what_is_common():
    for share in (0.9, 0.6, 0.3):
        common = words(4)[: int(300 * share)]
        this, other = (shingles(" ".join(common + words(seed)[len(common) :])) for seed in (5, 6))
        estimate = sum(map(int.__eq__, signature(this), signature(other))) / 126
        assert estimate == pytest.approx(len(this & other) / len(this | other), abs=0.15)


def test_a_signature_does_not_depend_on_the_order():
    assert signature(["a", "b", "c"]) == signature(["c", "a", "b"])
    assert all(0 <= band < 2**63 for band in bands(signature(["a"])))


def test_paragraphs_are_set_beside_each_other():
    assert beside(["A", "B", "C"], ["A", "X", "Y", "C"]) == [
        *(Pair("A", "A"), Pair("B", "X"), Pair("", "Y"), Pair("C", "C"))
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("sample", [KOREAN * 3, JAPANESE * 3, text(7)])
def test_a_text_is_found_among_others(sample):
    wanted = captured(sample)
    for seed in range(100, 120):
        captured(text(seed))
    found = CaptureSignature.objects.like(f"{sample}\nAnd a line more.")
    assert [each.capture for each in found] == [wanted]
    assert found[0].overlap.of_this >= 75
    assert CaptureSignature.objects.like(sample, besides=wanted.source) == []


@pytest.mark.django_db
def test_texts_that_share_little_are_not_told():
    common = " ".join(words(8)[:40])
    captured(f"{common} {text(9)}")
    assert CaptureSignature.objects.like(f"{common} {text(10)}") == []
    assert CaptureSignature.objects.like("") == []


@pytest.mark.django_db
def test_the_database_is_asked_as_often_for_many_texts(django_assert_num_queries):
    captured(text(11))
    with django_assert_num_queries(1):
        CaptureSignature.objects.like(text(11))
    for seed in range(200, 230):
        captured(text(seed))
    with django_assert_num_queries(1):
        CaptureSignature.objects.like(text(11))


@pytest.mark.django_db
def test_signatures_are_rebuilt_by_a_command():
    capture = captured(text(12))
    kept = sorted(SignatureBand.objects.values_list("value", flat=True))
    CaptureSignature.objects.update(scheme="an earlier one")
    assert CaptureSignature.objects.like(capture.text) == []
    for given, said in ([], "Signed 1."), ([], "Signed 0."), (["--all"], "Signed 1."):
        out = StringIO()
        call_command("sign_captures", *given, stdout=out)
        assert out.getvalue().strip() == said
    assert sorted(SignatureBand.objects.values_list("value", flat=True)) == kept
    assert [each.capture for each in CaptureSignature.objects.like(capture.text)] == [capture]


@pytest.mark.django_db
def test_a_capture_of_which_only_the_receipt_is_held_has_no_signature():
    Capture(source=make_source(), text_sha256="0" * 64, fingerprints=["0" * 64], position=1).save()
    call_command("sign_captures", stdout=StringIO())
    assert CaptureSignature.objects.count() == 0


@pytest.mark.django_db
def test_what_is_proposed_depends_on_who_published_when():
    publisher = make_publisher()
    captured(text(13), publisher=publisher, dated="2019-07-02")
    (same,) = CaptureSignature.objects.like(text(13))
    (longer,) = CaptureSignature.objects.like(f"{text(13)} {text(14, 60)}")
    assert way(same, make_publisher("Another").pk, "2019-07-02") == VariantHow.SYNDICATED_COPY
    assert way(same, publisher.pk, "2019-07-02") == VariantHow.SAME_ARTICLE
    assert way(same, publisher.pk, "2019-07-03") == VariantHow.LATER_EDITION
    assert way(longer, publisher.pk, "2019-07-02") == VariantHow.LATER_EDITION


@pytest.mark.django_db
def test_one_publisher_and_day_in_another_language_hint_at_a_translation():
    publisher = make_publisher()
    korean, english = (make_source(publisher=publisher, language=language) for language in ("ko", "en"))
    assert list(translations(english, publisher.pk, "2019-07-02", "en")) == [korean]
    assert list(translations(None, publisher.pk, "2019-07-03", "en")) == []
    assert list(translations(None, publisher.pk, "XXXX", "en")) == []
