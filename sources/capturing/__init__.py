"""From a text as an editor finds it to a capture: what is read of it, what is left out, what it says of its source.

Everything here but `drafts`, `forms` and `screens` is pure: bytes or paragraphs in, frozen data out, nothing stored.
What is found is proposed; an editor decides.
"""
