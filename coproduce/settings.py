"""Settings. What the environment says of them is read by coproduce/environment.py alone."""

from email.utils import formataddr
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from coproduce.environment import (
    base_url,
    boolean,
    data_dir,
    database,
    emails,
    is_loopback,
    language,
    mail,
    networks,
    port,
    secret_key,
    sender,
    text,
)

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = boolean("DEBUG")
HOST = text("HOST", "127.0.0.1")
PORT = port("PORT", "8000")
DATA_DIR = data_dir(BASE_DIR / "var")
SECRET_KEY = secret_key(DATA_DIR)
SITE_URL = base_url("SITE_URL", f"http://{f'[{HOST}]' if ':' in HOST else HOST}:{PORT}")
SITE_NAME = text("SITE_NAME", "Coproduce")
LANGUAGE_CODE = language("LANGUAGE_CODE", "en-gb")
TRUSTED_PROXIES = networks("TRUSTED_PROXIES")
AKISMET_API_KEY = text("AKISMET_API_KEY")
AKISMET_URL = base_url("AKISMET_URL", "https://rest.akismet.com")
DATABASES = {"default": database(DATA_DIR)}

SITE_HOST = urlsplit(SITE_URL).hostname or ""
SITE_NETLOC = urlsplit(SITE_URL).netloc
SITE_IS_LOOPBACK = is_loopback(SITE_HOST)
SITE_IS_SECURE = SITE_URL.startswith("https://")
ALLOWED_HOSTS = [f"[{SITE_HOST}]" if ":" in SITE_HOST else SITE_HOST]

MAIL_IS_ON = bool(text("EMAIL_URL"))
MAIL = mail("EMAIL_URL")
EMAIL_BACKEND = MAIL.backend
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.use_ssl, MAIL.use_tls
EMAIL_TIMEOUT = MAIL.timeout
MAIL_HOST = "localhost" if SITE_IS_LOOPBACK else SITE_HOST
NO_REPLY = formataddr((SITE_NAME, f"no-reply@{MAIL_HOST}"))
DEFAULT_FROM_EMAIL = sender("DEFAULT_FROM_EMAIL", NO_REPLY, is_used=MAIL_IS_ON)
MODERATOR_EMAILS = emails("MODERATOR_EMAILS")

INSTALLED_APPS = [
    "coproduce.apps.CoproduceAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "coproduce",
    "coproduce.moderation",
    "comments",
    "posts",
    "barriers",
    "pages",
]

MIDDLEWARE = [
    "coproduce.middleware.health",
    "coproduce.middleware.trusted_proxies",
    "coproduce.middleware.one_address",
    "django.middleware.security.SecurityMiddleware",
    "coproduce.middleware.resource_policy",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "coproduce.middleware.body_cap",
    "coproduce.middleware.Faults",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "coproduce.urls"
WSGI_APPLICATION = "coproduce.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coproduce.views.site",
            ],
        },
    },
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True

MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Readers send text only; the author's essays and the admin's bulk forms need room.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# An author's picture stays in memory until it is made smaller: a full disk has no say before that.
FILE_UPLOAD_HANDLERS = ["posts.uploads.PictureUploadHandler"]

# Cookies exist in the admin only. Messages stay in the session so that they set none of their own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
COOKIE_PREFIX = "__Host-" if SITE_IS_SECURE else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "coproduce.views.csrf_failure"

LOGIN_REDIRECT_URL = "admin:index"

SECURE_SSL_REDIRECT = SITE_IS_SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SITE_IS_SECURE else 0
# Other names under the same domain may not be ours to promise for (W005, W021).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if SITE_IS_SECURE and TRUSTED_PROXIES:  # middleware.trusted_proxies drops it from anyone else
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "coproduce.logs.DiscreetFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "coproduce": {"level": "INFO"},
        # A 4xx is the visitor's matter and its path may hold a receipt's token.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
