"""How much of a document is read, so that no file can exhaust the archive."""

#: Of the text of one capture. The WTO's longest panel reports have about two million.
MOST_CHARACTERS = 5_000_000
#: Of a .docx, which is a zip, after unpacking, in bytes.
MOST_UNPACKED = 100_000_000
#: Of a PDF.
MOST_PAGES = 2_000
