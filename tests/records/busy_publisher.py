"""Publishing many times over, in a process of its own: the other half of `test_concurrency`."""

from events.models import Event
from kjdispute.records.publications import publication
from tests.factories import make_event


def publish(count: int, shared_key: str) -> None:
    """Publish `count` times: each time a new event, and a new title of the one that all processes share."""
    for number in range(count):
        with publication("A. Tester", f"Publication {number} of this process"):
            make_event(f"Event {number}", published=True)
            shared = Event.objects.with_key(shared_key).select_for_update().get()
            shared.title = f"Shared {number} {id(shared)}"
            shared.save()
