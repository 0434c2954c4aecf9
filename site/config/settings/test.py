"""Settings of the tests: isolated, quick, SQLite unless DATABASE_URL says otherwise."""

import tempfile
from pathlib import Path

from config.environment import Environment
from config.settings import runtime
from config.settings.base import *  # noqa: F403

env = Environment()

DEBUG = False
SECRET_KEY = "test-" * 12
ALLOWED_HOSTS = ["*"]
WAGTAILADMIN_BASE_URL = "http://testserver"
ELASTICSEARCH_URL = None
CAPTURING = {
    **runtime.capturing(Environment({}), WAGTAILADMIN_BASE_URL),
    "engine": "memory",
}
ARK_NAAN = "99999"

DATA_DIR = Path(tempfile.mkdtemp(prefix="voice-test-"))
DATABASES = runtime.databases(env, DATA_DIR)
CACHES = runtime.caches(Environment({}))
STORAGES = runtime.storages(
    Environment({}), DATA_DIR, "django.contrib.staticfiles.storage.StaticFilesStorage"
)
MEDIA_ROOT = DATA_DIR / "media" / "public"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_DELIVERY_BACKEND = EMAIL_BACKEND
DEFAULT_FROM_EMAIL = "newsroom@example.org"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
WHITENOISE_AUTOREFRESH = True
# The admin's own search index is Wagtail's concern; ours has tests of its own.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}
}
LOGGING = {"version": 1, "disable_existing_loggers": False}

env.check()
