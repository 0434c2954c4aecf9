"""Issues: bulletins by mail and the printed newspaper.

Built on published articles; nothing below this package may import it.
"""
