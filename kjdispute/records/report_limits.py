"""How many reports are taken, from one network address and from all, without knowing whose address it is.

An address is counted as an HMAC-SHA256 under a key that is made of the secret key and the day, so that the counts of
two days cannot be brought together; a count is deleted once its hour or day is over. The counts stand in the
database and their rows are locked while a report is taken, so that every process counts the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import ReportCount

EVERYBODY = "everybody"
#: What stands for an address that cannot be read: all such are counted together.
UNKNOWN = "unknown"
#: The addresses of one IPv6 network belong to one reader.
IPV6_NETWORK = 64


class TooManyReports(Exception):
    """No more reports are taken for now; `wait` says for how many seconds."""

    def __init__(self, wait: int):
        self.wait = wait
        super().__init__(wait)


class Window(NamedTuple):
    """What is counted until a moment, under which digest, and how many are taken."""

    digest: str
    ends_at: datetime
    limit: int


def network_of(request: HttpRequest) -> str:
    """The network that a request comes from: an IPv4 address, or the /64 of an IPv6 address."""
    header = settings.TRUSTED_CLIENT_ADDRESS_HEADER
    given = request.headers.get(header, "") if header else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(given.rpartition(",")[2].strip())
    except ValueError:
        return UNKNOWN
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), IPV6_NETWORK), strict=False))


def windows(network: str, now: datetime) -> Iterator[Window]:
    """The hour and the day in which a report from this network is counted, and the hour of all."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0)
    next_hour, next_day = hour + timedelta(hours=1), day + timedelta(days=1)
    salt = f"records.report_limits {day:%Y-%m-%d}"

    def digest(span: str, whose: str) -> str:
        return salted_hmac(salt, f"{span} {whose}", algorithm="sha256").hexdigest()

    yield Window(digest("hour", network), next_hour, settings.REPORTS_AN_HOUR)
    yield Window(digest("day", network), next_day, settings.REPORTS_A_DAY)
    yield Window(digest("hour", EVERYBODY), next_hour, settings.REPORTS_AN_HOUR_FROM_ALL)


def take(network: str) -> None:
    """Count one report from this network, within a transaction. Raises `TooManyReports`: then nothing is to be kept."""
    now = timezone.now()
    forget_counts(now)
    for window in windows(network, now):
        ReportCount.objects.get_or_create(digest=window.digest, ends_at=window.ends_at)
        row = ReportCount.objects.select_for_update().get(digest=window.digest, ends_at=window.ends_at)
        if row.count >= window.limit:
            raise TooManyReports(int((window.ends_at - now).total_seconds()) + 1)
        ReportCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


def forget_counts(now: datetime | None = None) -> int:
    """Delete the counts whose time is over; how many there were."""
    return ReportCount.objects.filter(ends_at__lte=now or timezone.now()).delete()[0]
