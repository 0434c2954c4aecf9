"""Documents: their text page by page, read from the file or recognised in scans."""
