"""Settings of production: everything from the environment, or a clear refusal."""

from pathlib import Path
from urllib.parse import urlsplit

from django.http.request import validate_host

from config.environment import Environment
from config.settings import runtime
from config.settings.base import *  # noqa: F403
from config.settings.base import LOGGING, PROJECT_DIR

env = Environment(strict=True)

DEBUG = False
SECRET_KEY = env.read("SECRET_KEY")
ALLOWED_HOSTS = env.read("ALLOWED_HOSTS", [])
WAGTAILADMIN_BASE_URL = env.read("BASE_URL", "")
own_host = urlsplit(WAGTAILADMIN_BASE_URL).hostname
if own_host and not WAGTAILADMIN_BASE_URL.startswith("https://"):
    env.faults.append("BASE_URL must begin with https://")
if any(host.strip(".") in {"", "*"} for host in ALLOWED_HOSTS):
    env.faults.append("ALLOWED_HOSTS must name hosts, not every host")
elif own_host and ALLOWED_HOSTS and not validate_host(own_host, ALLOWED_HOSTS):
    env.faults.append("ALLOWED_HOSTS must name the host of BASE_URL too")
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]
ELASTICSEARCH_URL = env.read("ELASTICSEARCH_URL")
CAPTURING = runtime.capturing(env, WAGTAILADMIN_BASE_URL)
ARK_NAAN = env.read("ARK_NAAN")
TIMESTAMP_AUTHORITIES = env.read("TIMESTAMP_AUTHORITIES", [])
OPENTIMESTAMPS_CALENDARS = env.read("OPENTIMESTAMPS_CALENDARS", [])
MAP_TILES = env.read("MAP_TILES", "")
MAP_TILES_CREDIT = env.read("MAP_TILES_CREDIT", "")

DATA_DIR = Path(env.read("DATA_DIR", str(PROJECT_DIR / "var")))
DATABASES = runtime.databases(env, DATA_DIR)
CACHES = runtime.caches(env)
STORAGES = runtime.storages(
    env, DATA_DIR, "whitenoise.storage.CompressedManifestStaticFilesStorage"
)
MEDIA_ROOT = DATA_DIR / "media" / "public"
# Static files belong to the release, not to its data.
STATIC_ROOT = PROJECT_DIR / "var" / "static"

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.read("EMAIL_FROM", "")
vars().update(runtime.mail(env, {}))

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = ["^health/$"]
SECURE_HSTS_SECONDS = env.read("HSTS_SECONDS")
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if env.read("TRUST_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# On the handler: some libraries set the level of their own loggers.
LOGGING["handlers"]["console"]["level"] = env.read("LOG_LEVEL")  # type: ignore[index]

env.check()
