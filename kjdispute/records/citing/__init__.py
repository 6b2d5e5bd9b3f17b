"""One citable item as text and in the formats that reference managers read.

Pure functions of an `Item`: no database, no request, no clock. `entries` makes the item of an entry of the archive;
`sources.citation_formats` makes that of a source.
"""
