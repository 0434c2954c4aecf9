"""The archive in Wagtail's admin."""
