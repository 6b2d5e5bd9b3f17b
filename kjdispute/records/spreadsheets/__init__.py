"""Records as rows of a spreadsheet: read, looked at, imported, undone and exported.

A cell is a field of the canonical form, or a part of it in a notation that people can read. What stands in a row goes
into the form of its record, and the form into the archive by the same door as every other.
"""
