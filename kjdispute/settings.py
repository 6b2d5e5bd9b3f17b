"""The settings, in the order of Django's manual, then the archive's own.

Each is read here from the environment, once:

    KJDISPUTE_ENV        development (the default), test or production
    KJDISPUTE_VAR        folder of private captures and collected static files; var/ by default
    KJDISPUTE_RELEASE    name of the release, new for every change of the software; made from its files by default
    DEBUG                1 shows errors in the browser; refused in production
    SECRET_KEY           at least 50 characters; made and kept in .secret-key outside production
    ALLOWED_HOSTS        host names, separated by commas
    DATABASE_URL         sqlite:///PATH or postgres://…; db.sqlite3 by default
    SITE_URL             scheme and host that every absolute link starts with
    REQUIRE_SECOND_EDITOR 1: nobody publishes alone, every change is approved by somebody who had no part in it
    CAPTURE_UPLOAD_LIMIT largest file that an editor may upload, in bytes; 20 MiB by default
    REPORTS_AN_HOUR      reports that one network address may send in an hour; 5 by default
    REPORTS_A_DAY        in a day; 20 by default
    REPORTS_AN_HOUR_FROM_ALL reports that are taken in an hour from all together; 60 by default
    REPORT_CONTACT_DAYS  days for which the contact of a reader is kept at most; 90 by default
    TRUSTED_CLIENT_ADDRESS_HEADER header in which the proxy in front gives the address of a reader, such as X-Real-IP;
                         empty by default: then the address that the request comes from counts. Of several addresses
                         the last counts, which the proxy wrote itself
    ARCHIVE_PUBLISHER    who publishes the archive
    ARCHIVE_CONTACT      where to write to them: an e-mail address or a page
    ARCHIVE_LICENCE      name of the licence of the archive's content
    ARCHIVE_LICENCE_URL  its text
    ARCHIVE_AUTHOR       the author named in citations

Production starts only when none of its variables is missing.
"""

import os
import re
import secrets
from contextlib import suppress
from os import environ
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from kjdispute import release

BASE_DIR = Path(__file__).resolve().parent.parent

ENVIRONMENT = environ.get("KJDISPUTE_ENV") or "development"
if ENVIRONMENT not in ("development", "test", "production"):
    raise ImproperlyConfigured(f"KJDISPUTE_ENV is {ENVIRONMENT!r}; it can be 'development', 'test' or 'production'.")
PRODUCTION = ENVIRONMENT == "production"
TESTING = ENVIRONMENT == "test"

VAR_DIR = BASE_DIR / environ.get("KJDISPUTE_VAR", "var")


def stated(name: str, otherwise: str) -> str:
    """A variable that production must state; elsewhere something stands in for it."""
    return environ.get(name) or ("" if PRODUCTION else otherwise)


def database(url: str) -> dict:
    """What a DATABASE_URL means. A relative SQLite path starts at the project's root."""
    # A test's database is dropped when its run ends: no thread of a server under test may hold it open.
    parsed = dj_database_url.parse(url, conn_max_age=0 if TESTING else 60, conn_health_checks=True)
    if parsed["ENGINE"] == "django.db.backends.sqlite3":
        if parsed["NAME"] != ":memory:":
            parsed["NAME"] = BASE_DIR / parsed["NAME"]
        # Writers queue from their first statement, and readers never wait for them.
        parsed["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            # A test's processes publish without a pause, and SQLite does not say whose turn it is.
            "timeout": 120 if TESTING else 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif parsed["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgres://.")
    return parsed


def kept_secret_key(path: Path) -> str:
    """The key in the file. The first process to ask makes it; the others find it whole."""
    if not path.exists():
        with NamedTemporaryFile("w", dir=path.parent, prefix=f"{path.name}-") as draft:
            draft.write(secrets.token_urlsafe(64))
            draft.flush()
            with suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text().strip()


# Core

ALLOWED_HOSTS = re.findall(r"[^\s,]+", stated("ALLOWED_HOSTS", "localhost, 127.0.0.1, [::1]"))

CSRF_COOKIE_SECURE = PRODUCTION

DATABASES = {"default": database(environ.get("DATABASE_URL") or "sqlite:///db.sqlite3")}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# An entry with many statements, each with its citations, is one form in the admin.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

DEBUG = environ.get("DEBUG") == "1"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FORMS_URLFIELD_ASSUME_HTTPS = True

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "kjdispute.records",
    "sources",
    "events",
]

LANGUAGE_CODE = "en"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name} pid={process} {message}",
            "datefmt": "%Y-%m-%dT%H:%M:%SZ",
            "style": "{",
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Without Django's own handlers, which would say everything twice.
    "loggers": {"django": {"handlers": [], "level": "INFO"}},
}

# Captures are private: they have no address.
MEDIA_ROOT = VAR_DIR / "media"

MIDDLEWARE = [
    "kjdispute.records.middleware.AnswerHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kjdispute.records.compression.CompressedAnswers",
    "kjdispute.records.middleware.ConditionalPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "kjdispute.urls"

SECRET_KEY = environ.get("SECRET_KEY", "")
if not SECRET_KEY and not PRODUCTION:
    SECRET_KEY = kept_secret_key(BASE_DIR / ".secret-key")

SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
# The proxy in front must set this header itself and drop what a client sends.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_SSL_REDIRECT = PRODUCTION

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "public"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "kjdispute.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "editors"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

TIME_ZONE = "UTC"

USE_I18N = True

USE_TZ = True

WSGI_APPLICATION = "kjdispute.wsgi.application"

# Auth

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LOGIN_URL = "admin:login"

if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Sessions

SESSION_COOKIE_SECURE = PRODUCTION

# Static files

STATIC_ROOT = VAR_DIR / "static"

STATIC_URL = "static/"

STATICFILES_DIRS = [BASE_DIR / "static"]

# Files are found where they are written, with nothing collected, while they change under one's hands.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG or TESTING

# The archive

SITE_URL = stated("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

ARCHIVE = {
    "publisher": stated("ARCHIVE_PUBLISHER", "kjdispute"),
    "contact": stated("ARCHIVE_CONTACT", ""),
    "licence": stated("ARCHIVE_LICENCE", "licence not set"),
    "licence_url": stated("ARCHIVE_LICENCE_URL", ""),
    "author": stated("ARCHIVE_AUTHOR", "kjdispute"),
}

# What readers kept from another release is asked for anew.
RELEASE = environ.get("KJDISPUTE_RELEASE") or release.digest(BASE_DIR)

# Whether every change goes through review, and is approved by somebody who had no part in it.
REQUIRE_SECOND_EDITOR = environ.get("REQUIRE_SECOND_EDITOR") == "1"

# What an editor may upload as the original of a capture, in bytes, and how long an unfinished capture is kept.
CAPTURE_UPLOAD_LIMIT = int(environ.get("CAPTURE_UPLOAD_LIMIT") or 20 * 1024 * 1024)
CAPTURE_DRAFT_DAYS = 30

# Reports by readers: how many are taken, and for how long it is known how to reach who sent them.
REPORTS_AN_HOUR = int(environ.get("REPORTS_AN_HOUR") or 5)
REPORTS_A_DAY = int(environ.get("REPORTS_A_DAY") or 20)
REPORTS_AN_HOUR_FROM_ALL = int(environ.get("REPORTS_AN_HOUR_FROM_ALL") or 60)
REPORT_CONTACT_DAYS = int(environ.get("REPORT_CONTACT_DAYS") or 90)
TRUSTED_CLIENT_ADDRESS_HEADER = environ.get("TRUSTED_CLIENT_ADDRESS_HEADER", "").strip()

# The archive's own edition of its evidence, which load_corpus loads.
CORPUS = BASE_DIR / "kjdispute" / "corpus"

if PRODUCTION:
    site = urlsplit(SITE_URL)
    conditions = {
        "DEBUG must not be set": not DEBUG,
        "SECRET_KEY must have at least 50 characters": len(SECRET_KEY) >= 50,
        "ALLOWED_HOSTS must name the hosts that the archive is served under": ALLOWED_HOSTS,
        "SITE_URL must be https://HOST": site.scheme == "https" and site.netloc and not site.path,
        "ARCHIVE_PUBLISHER must say who publishes the archive": ARCHIVE["publisher"],
        "ARCHIVE_CONTACT must say where to write to them": ARCHIVE["contact"],
        "ARCHIVE_LICENCE must name the licence of the content": ARCHIVE["licence"],
        "ARCHIVE_LICENCE_URL must be the address of the licence": ARCHIVE["licence_url"],
        "ARCHIVE_AUTHOR must name the author in citations": ARCHIVE["author"],
    }
    if missing := [condition for condition, met in conditions.items() if not met]:
        raise ImproperlyConfigured("Production cannot start:\n" + "\n".join(f"- {line}" for line in missing))
