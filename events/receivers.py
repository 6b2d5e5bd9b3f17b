"""What happens to the counts of witnesses when something changed on which they rest, whoever changed it."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from kjdispute.records import acts
from sources.models import Publisher, Source

from . import witnesses
from .models import Question, Statement, StatementCitation


@receiver(post_save, sender=Statement, dispatch_uid="witnesses of a statement")
def count_of_statement(instance: Statement, **kwargs: Any) -> None:
    acts.owe(witnesses.count, instance.pk)


@receiver([post_save, post_delete], sender=StatementCitation, dispatch_uid="witnesses by a citation")
def count_of_citation(instance: StatementCitation, origin: Any = None, **kwargs: Any) -> None:
    """Where the statement itself is being deleted, there is nothing left to count."""
    if origin is None or getattr(origin, "model", type(origin)) is StatementCitation:
        acts.owe(witnesses.count, instance.statement_id)


@receiver(post_save, sender=Question, dispatch_uid="witnesses by the kind of a question")
def count_of_question(instance: Question, created: bool, **kwargs: Any) -> None:
    if not created:
        acts.owe(witnesses.count, *instance.statements.values_list("pk", flat=True))


@receiver(post_save, sender=Source, dispatch_uid="witnesses by a source")
def count_of_source(instance: Source, **kwargs: Any) -> None:
    acts.owe(witnesses.count_of_sources, instance.pk)


@receiver(pre_save, sender=Publisher, dispatch_uid="country of a publisher before")
def see_country(instance: Publisher, **kwargs: Any) -> None:
    """A publisher may have put out much, and its country seldom changes."""
    before = Publisher.objects.filter(pk=instance.pk).values_list("country", flat=True).first()
    instance.country_before = instance.country if before is None else before


@receiver(post_save, sender=Publisher, dispatch_uid="witnesses by a publisher")
def count_of_publisher(instance: Publisher, **kwargs: Any) -> None:
    if instance.country != instance.country_before:
        acts.owe(witnesses.count_of_publishers, instance.pk)
