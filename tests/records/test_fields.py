"""What has a date can be ordered by it and found between two days, however loosely it is known."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from kjdispute.records.fields import validate_edtf
from sources.models import Source
from tests.factories import make_event, make_source

pytestmark = pytest.mark.django_db


def test_a_month_gives_strict_bounds_and_sorts_by_its_first_day():
    event = make_event(date="2019-12~")
    assert (event.earliest, event.latest, event.sort_date) == (date(2019, 12, 1), date(2019, 12, 31), date(2019, 12, 1))


def test_the_last_day_closes_the_span():
    event = make_event(date="2020-03-10", date_end="2020-03-11")
    assert (event.earliest, event.latest) == (date(2020, 3, 10), date(2020, 3, 11))


def test_an_open_end_has_no_bound():
    assert make_event(date="2019-07-01/..").latest is None


def test_what_has_no_date_comes_last_where_the_newest_comes_first():
    for day in ("XXXX", "2019-07-01", "2023-03-06"):
        make_source(dated=day)
    newest_first = Source.objects.order_by("-sort_date", "-pk")
    assert [source.published for source in newest_first] == ["2023-03-06", "2019-07-01", "XXXX"]


@pytest.mark.parametrize("text", ["2019-02-30", "yesterday", "2019/7", ""])
def test_what_is_no_edtf_is_refused_with_a_reason(text):
    with pytest.raises(ValidationError) as caught:
        validate_edtf(text)
    assert caught.value.messages[0]
