"""Processes that publish at once leave one sequence without a gap, and one whole chain."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings

PROCESSES, EACH = 4, 100


@pytest.fixture
def run(fresh_database_url):
    """Start a program of the project on a database of its own."""
    environment = {**os.environ, "DATABASE_URL": fresh_database_url, "DJANGO_SETTINGS_MODULE": "kjdispute.settings"}

    def start(*arguments: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start


def output_of(process: subprocess.Popen) -> str:
    said, _none = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


PREPARE = "from tests.factories import make_event; print(make_event('Shared', published=True).key)"
COUNT = """
from kjdispute.records.models import Publication, Version
from events.models import Event
numbers = list(Publication.objects.order_by('number').values_list('number', flat=True))
print(numbers == list(range(1, len(numbers) + 1)), len(numbers), Event.objects.public().count())
"""


@pytest.mark.django_db
def test_four_processes_publish_four_hundred_times_at_once(run):
    key = output_of(run("manage.py", "shell", "-v0", "-c", PREPARE)).split()[-1]
    publish = f"from tests.records.busy_publisher import publish; publish({EACH}, '{key}')"
    busy = [run("manage.py", "shell", "-v0", "-c", publish) for _ in range(PROCESSES)]
    for process in busy:
        output_of(process)
    said = output_of(run("manage.py", "shell", "-v0", "-c", COUNT))
    assert said.split() == ["True", str(PROCESSES * EACH + 1), str(PROCESSES * EACH + 1)]
    assert "whole" in output_of(run("manage.py", "verify_archive"))


PREPARE_PAIR = """
from tests.factories import make_actor, make_event, publishing
with publishing():
    pair = [make_actor(published=True) for _ in range(2)]
    for number in range(20):
        make_event(f'Event {number}', published=True, participants=pair)
print(*(actor.pk for actor in pair))
"""
MERGE = """
from events.models import Actor
from kjdispute.records import acts, merging
from kjdispute.records.publications import NotPublishable
from tests.factories import publishing
kept, merged = (Actor.objects.get(pk=number) for number in ({}, {}))
try:
    with publishing():
        merging.merge(kept, merged, 'The same.')
    print('merged')
except (acts.EditConflict, NotPublishable):
    print('refused')
"""


@pytest.mark.django_db
def test_of_two_records_merged_into_each_other_at_once_one_is_kept(run):
    one, other = output_of(run("manage.py", "shell", "-v0", "-c", PREPARE_PAIR)).split()[-2:]
    busy = [run("manage.py", "shell", "-v0", "-c", MERGE.format(*pair)) for pair in ((one, other), (other, one))]
    assert sorted(output_of(process).split()[-1] for process in busy) == ["merged", "refused"]
    assert "whole" in output_of(run("manage.py", "verify_archive"))


REPORT = """
from datetime import UTC, datetime
from unittest import mock
from django.db import transaction
from django.utils import timezone
from kjdispute.records.report_limits import TooManyReports, take
taken = 0
for _time in range(5):
    try:
        # All at one moment, whatever the clock says meanwhile.
        with mock.patch.object(timezone, "now", lambda: datetime(2026, 11, 25, 12, tzinfo=UTC)), transaction.atomic():
            take("192.0.2.1")
        taken += 1
    except TooManyReports:
        pass
print(taken)
"""


@pytest.mark.django_db
def test_four_processes_take_no_more_reports_together_than_one_alone(run):
    busy = [run("manage.py", "shell", "-v0", "-c", REPORT) for _ in range(PROCESSES)]
    assert sum(int(output_of(process).split()[-1]) for process in busy) == 5
