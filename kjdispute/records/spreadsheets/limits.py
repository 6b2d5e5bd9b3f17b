"""How much of a spreadsheet is read, so that no file can exhaust the archive."""

#: Of the file, in bytes.
MOST_BYTES = 10 * 1024 * 1024
#: Of a workbook, which is a zip, after unpacking, in bytes.
MOST_UNPACKED = 100_000_000
#: Rows below the header, those without anything in them included.
MOST_ROWS = 5_000
MOST_COLUMNS = 200
