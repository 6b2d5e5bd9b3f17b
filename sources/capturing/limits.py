"""How much of a document is read, so that no file can exhaust the archive."""

#: Of the text of one capture: about 400 printed pages, which are looked at in a few seconds and on one screen.
MOST_CHARACTERS = 1_000_000
#: Of a .docx, which is a zip, after unpacking, in bytes.
MOST_UNPACKED = 100_000_000
#: Of a PDF.
MOST_PAGES = 2_000
