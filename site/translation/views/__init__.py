"""Views of the admin: submit, translate, hand in, publish."""
