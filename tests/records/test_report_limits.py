"""How many reports are taken: counted for each network and for all, with no address kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import RequestFactory, override_settings
from django.utils import timezone

from kjdispute.records import report_limits
from kjdispute.records.models import ReportCount
from kjdispute.records.report_limits import TooManyReports, network_of, take

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, 15, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    """The archive's clock: `clock(moment)` sets it."""

    def show(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    show(NOON)
    return show


def taken(network: str, times: int) -> int:
    """How many of so many reports are taken."""
    count = 0
    for _time in range(times):
        try:
            with transaction.atomic():
                take(network)
        except TooManyReports:
            continue
        count += 1
    return count


def test_five_reports_of_one_address_are_taken_in_an_hour(clock):
    assert taken("192.0.2.1", 7) == 5
    assert taken("192.0.2.2", 1) == 1
    clock(NOON + timedelta(hours=1))
    assert taken("192.0.2.1", 7) == 5


def test_twenty_reports_of_one_address_are_taken_in_a_day(clock):
    found = []
    for hour in range(6):
        clock(NOON + timedelta(hours=hour))
        found.append(taken("192.0.2.1", 5))
    assert found == [5, 5, 5, 5, 0, 0]
    clock(NOON + timedelta(days=1))
    assert taken("192.0.2.1", 1) == 1


@override_settings(REPORTS_AN_HOUR_FROM_ALL=3)
def test_all_together_have_a_limit_as_well(clock):
    assert [taken(f"192.0.2.{number}", 1) for number in range(5)] == [1, 1, 1, 0, 0]


def test_who_is_refused_is_told_how_long_to_wait_and_nothing_is_counted(clock):
    taken("192.0.2.1", 5)
    with pytest.raises(TooManyReports) as refused, transaction.atomic():
        take("192.0.2.1")
    assert refused.value.wait == 45 * 60 + 1
    assert sorted(ReportCount.objects.values_list("count", flat=True)) == [5, 5, 5]


def test_an_address_is_kept_nowhere_and_is_another_tomorrow(clock):
    take("192.0.2.1")
    today = set(ReportCount.objects.values_list("digest", flat=True))
    clock(NOON + timedelta(days=1))
    take("192.0.2.1")
    tomorrow = set(ReportCount.objects.values_list("digest", flat=True))
    assert not today & tomorrow
    assert len(tomorrow) == 3
    assert all(len(digest) == 64 and "192" not in digest[:3] for digest in tomorrow) or tomorrow.isdisjoint(
        {"192.0.2.1"}
    )


def test_a_count_is_gone_once_its_day_is_over(clock):
    take("192.0.2.1")
    assert report_limits.forget_counts(NOON + timedelta(days=1)) == 3
    assert not ReportCount.objects.exists()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_the_addresses_of_one_ipv6_network_are_one(address, network):
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_a_header_is_believed_only_where_a_setting_names_it():
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Real-IP": "198.51.100.7"})
    assert network_of(request) == "192.0.2.1"
    with override_settings(TRUSTED_CLIENT_ADDRESS_HEADER="X-Real-IP"):
        assert network_of(request) == "198.51.100.7"


@override_settings(TRUSTED_CLIENT_ADDRESS_HEADER="X-Forwarded-For")
def test_of_several_addresses_the_one_that_the_proxy_wrote_counts():
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})
    assert network_of(request) == "198.51.100.7"
