"""The newsroom's side of articles: terms, corrections and live entries."""
