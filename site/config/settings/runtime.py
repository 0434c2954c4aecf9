"""What the environment decides: database, cache, mail, files. Used by dev and
production alike, so that both read a variable the same way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from config.environment import Environment


def databases(env: Environment, data_dir: Path) -> dict[str, dict[str, Any]]:
    """Return ``DATABASES``: PostgreSQL or SQLite (in WAL mode) by ``DATABASE_URL``."""
    sqlite = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(data_dir / "database.sqlite3"),
    }
    database: dict[str, Any] = env.read("DATABASE_URL", sqlite)
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {
            "timeout": 30,
            # Writers queue at BEGIN instead of failing in mid-transaction.
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000;"
            ),
        }
    else:
        database["ENGINE"] = "django.db.backends.postgresql"
        database["CONN_MAX_AGE"] = env.read("DATABASE_CONNECTION_SECONDS")
        database["CONN_HEALTH_CHECKS"] = True
    return {"default": database}


def capturing(env: Environment, base_url: str) -> dict[str, Any]:
    """Return ``CAPTURING``: whether, when, under which name and by which browser cited
    web pages are kept. See :func:`evidence.capturing.get_engine`."""
    agent = f"Mozilla/5.0 (compatible; VoiceOfKarabakhArchive/1.0; +{base_url}/)"
    return {
        "engine": "web",
        "by_itself": env.read("CAPTURE"),
        "delay": env.read("CAPTURE_DELAY"),
        "agent": env.read("CAPTURE_AGENT", agent),
        "chromium": env.read("CHROMIUM"),
        "sandbox": env.read("CHROMIUM_SANDBOX"),
    }


def caches(env: Environment) -> dict[str, dict[str, Any]]:
    """Return ``CACHES``: Redis by ``REDIS_URL``, else this process's memory."""
    redis = env.read("REDIS_URL")
    if redis:
        return {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": redis,
            }
        }
    return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def mail(env: Environment, default: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of mail: all goes into the outbox, and the worker hands it on
    by ``EMAIL_URL``, else as ``default`` says."""
    return {
        "EMAIL_BACKEND": "core.outbox.OutboxBackend",
        # A server that hangs must not keep the worker.
        "EMAIL_TIMEOUT": 10,
        **env.read("EMAIL_URL", default),
    }


def storages(env: Environment, data_dir: Path, static: str) -> dict[str, Any]:
    """Return ``STORAGES``: private originals, public renditions, static files.

    With ``OBJECT_STORAGE_BUCKET`` both stores are S3 buckets (private and public
    must differ), else two folders below ``data_dir``.
    """
    files: dict[str, Any] = {"staticfiles": {"BACKEND": static}}
    bucket = env.read("OBJECT_STORAGE_BUCKET")
    if not bucket:
        for alias, folder in (("default", "private"), ("renditions", "public")):
            files[alias] = {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": str(data_dir / "media" / folder)},
            }
        # A private file has no address at all.
        files["default"]["OPTIONS"]["base_url"] = None
        return files

    private = env.read("OBJECT_STORAGE_PRIVATE_BUCKET")
    if not private or private == bucket:
        env.faults.append(
            "OBJECT_STORAGE_PRIVATE_BUCKET must name a bucket of its own beside "
            "OBJECT_STORAGE_BUCKET"
        )
    shared = {
        "endpoint_url": env.read("OBJECT_STORAGE_ENDPOINT"),
        "region_name": env.read("OBJECT_STORAGE_REGION"),
        "access_key": env.read("OBJECT_STORAGE_ACCESS_KEY"),
        "secret_key": env.read("OBJECT_STORAGE_SECRET_KEY"),
        "file_overwrite": False,
    }
    public_url = env.read("OBJECT_STORAGE_PUBLIC_URL")
    public = {"bucket_name": bucket, "querystring_auth": False, "default_acl": None}
    if public_url:
        public["custom_domain"] = public_url.split("://", 1)[1]
    s3 = "storages.backends.s3.S3Storage"
    files["default"] = {"BACKEND": s3, "OPTIONS": {**shared, "bucket_name": private}}
    files["renditions"] = {"BACKEND": s3, "OPTIONS": {**shared, **public}}
    return files
