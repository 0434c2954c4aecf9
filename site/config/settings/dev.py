"""Settings of a newcomer's machine: nothing else installed, everything visible."""

from pathlib import Path

from config.environment import Environment
from config.settings import runtime
from config.settings.base import *  # noqa: F403
from config.settings.base import LOGGING, PROJECT_DIR

env = Environment()

DEBUG = env.read("DJANGO_DEBUG")
SECRET_KEY = env.read("SECRET_KEY", "development-only-" + "not-a-secret-" * 4)
ALLOWED_HOSTS = env.read("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
WAGTAILADMIN_BASE_URL = env.read("BASE_URL", "http://127.0.0.1:8000")
ELASTICSEARCH_URL = env.read("ELASTICSEARCH_URL")
CAPTURING = runtime.capturing(env, WAGTAILADMIN_BASE_URL)
ARK_NAAN = env.read("ARK_NAAN")
TIMESTAMP_AUTHORITIES = env.read("TIMESTAMP_AUTHORITIES", [])
OPENTIMESTAMPS_CALENDARS = env.read("OPENTIMESTAMPS_CALENDARS", [])
MAP_TILES = env.read("MAP_TILES", "")
MAP_TILES_CREDIT = env.read("MAP_TILES_CREDIT", "")

DATA_DIR = Path(env.read("DATA_DIR", str(PROJECT_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = runtime.databases(env, DATA_DIR)
CACHES = runtime.caches(env)
STORAGES = runtime.storages(
    env, DATA_DIR, "django.contrib.staticfiles.storage.StaticFilesStorage"
)
MEDIA_ROOT = DATA_DIR / "media" / "public"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
# Static files are served from where they are written, and pictures by the site itself.
WHITENOISE_USE_FINDERS = SERVE_MEDIA = True

DEFAULT_FROM_EMAIL = env.read("EMAIL_FROM", "newsroom@example.org")
EMAIL_FILE_PATH = DATA_DIR / "mail"
to_files = "django.core.mail.backends.filebased.EmailBackend"
vars().update(runtime.mail(env, {"EMAIL_DELIVERY_BACKEND": to_files}))

# On the handler: some libraries set the level of their own loggers.
LOGGING["handlers"]["console"]["level"] = env.read("LOG_LEVEL")  # type: ignore[index]

env.check()
